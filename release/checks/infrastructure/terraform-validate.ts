import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { terraformSetting } from '../../../ops/terraform/cli-config.js';
import { workFolder } from '../../../ops/frame/work-folder.js';
import type { Answer, Check, CheckSite } from '../check.js';
import { isUnreadable } from './synth.js';
import { synthesised } from './synthesised.js';

const REPORT = z.object({
  valid: z.boolean(),
  diagnostics: z.array(
    z.object({ severity: z.string(), summary: z.string(), detail: z.string().optional() }),
  ),
});

export const terraformValidate: Check = {
  id: 'infrastructure/terraform-validate',
  category: 'infrastructure',
  question: 'Does Terraform find every stack valid?',
  remedy: 'Correct what Terraform names; the evidence has its whole answer.',
  heavy: true,
  async examine(site) {
    const folder = await mkdtemp(join(tmpdir(), 'phase-mirror-validate-'));
    try {
      const synthesis = await synthesised(site, site.environment, folder);
      if (synthesis.kind === 'failed') return { outcome: 'could-not-run', why: synthesis.why };
      const setting = terraformSetting(site.io.env, workFolder(site.io));
      // The stacks refuse any other workspace, and say so as an invalid argument.
      const env = { ...setting.env, TF_WORKSPACE: site.environment };
      for (const stack of synthesis.folders) {
        const answer = await validateOne(site, stack, env);
        if (answer !== undefined) return answer;
      }
      const names = synthesis.folders.map((stack) => basename(stack)).join(', ');
      return { outcome: 'pass', why: `${names} of ${site.environment}` };
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      return { outcome: 'could-not-run', why: `cdktf.json: ${error.message}` };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** What is wrong with one stack, or why it cannot be told. */
async function validateOne(
  { run }: CheckSite,
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Answer | undefined> {
  const stack = basename(cwd);
  const init = ['init', '-backend=false', '-input=false', '-no-color'];
  const started = await run('terraform', init, { cwd, env });
  if (started.exit !== 0) {
    const said = started.output.split('\n').find((line) => /Error/.test(line)) ?? '';
    return { outcome: 'could-not-run', why: `${stack}: terraform init: ${said.trim()}` };
  }
  const { stdout } = await run('terraform', ['validate', '-json', '-no-color'], { cwd, env });
  const report = REPORT.safeParse(parsed(stdout));
  if (!report.success) {
    return { outcome: 'could-not-run', why: `${stack}: terraform validate answered no report` };
  }
  if (report.data.valid) return undefined;
  const errors = report.data.diagnostics.filter(({ severity }) => severity === 'error');
  const said = errors.map(({ summary, detail }) => [summary, detail].filter(Boolean).join(': '));
  return { outcome: 'fail', why: `${stack}: ${said.join('; ').replaceAll(/\s+/g, ' ')}` };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
