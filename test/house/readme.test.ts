/** What the README shows is what the commands print now. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { EXAMPLES, makeExample, type ExampleName } from '../../ops/examples.js';
import { MOTO_VERSION } from '../../ops/tools/python.js';
import type { Evaluation } from '../../ops/up/evaluations.js';
import { renderUp } from '../../ops/up/render.js';
import { dependencyChecks } from '../../ops/verify/checks/dependencies.js';
import { environmentChecks, foundationChecks } from '../../ops/verify/checks/index.js';
import { run } from '../../runtime/src/cli/run.js';
import type { Report } from '../../runtime/src/report/report.js';
import { deploymentFor } from '../../stacks/environments.js';
import { testIo } from '../ops/support/test-io.js';
import { otherBlocks, textOf } from './document-blocks.js';

const home = mkdtempSync(join(tmpdir(), 'phase-mirror-readme-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** What `up` judges, with a store of its own: the decision hangs on the repository alone. */
async function evaluationOf(name: ExampleName): Promise<Evaluation> {
  const { folder } = await makeExample(name, join(home, name));
  let stdout = '';
  await run(['check', '--repo', folder, '--base', 'main', '--json'], {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: () => undefined },
    env: { PATH: process.env['PATH'], HOME: home, XDG_STATE_HOME: join(home, 'state') },
    cwd: home,
  });
  const { decision, findings } = JSON.parse(stdout) as Report;
  return {
    example: `examples/${name}`,
    expected: decision.outcome,
    outcome: decision.outcome,
    findings: findings.map(({ check, title, place, reality, fix }) => ({
      ...{ check, title, fix },
      place: `${place.path}:${place.line}`,
      reality: reality.says,
    })),
    ...{ report: '', page: '', repository: folder, at: '' },
  };
}

describe('the output that the README shows', () => {
  it('is that of `up`, line by line; only what `…` stands for is left out', async () => {
    const shown = otherBlocks('README.md').find(({ text }) => text.includes('The environment'));
    const lines = (shown?.text ?? '').split('\n').filter((line) => line.trim() !== '…');
    const [, address = '', pid = ''] = /(http:\S+), pid (\d+)/.exec(lines.join('\n')) ?? [];
    const local = deploymentFor('local', {});
    const promises = [dependencyChecks, foundationChecks, environmentChecks].flatMap((checks) => [
      ...checks(local),
    ]).length;
    const evaluations: Evaluation[] = [];
    for (const name of EXAMPLES) evaluations.push(await evaluationOf(name));
    const row = { id: '', group: '', promise: '', outcome: 'pass', evidence: '' } as const;
    const printed = renderUp(
      {
        local: {
          pid: Number(pid),
          endpoint: address,
          ...{ instance: '', port: 0, moto: '', startedAt: '', requestLog: '' },
        },
        endpoint: address,
        changed: true,
        bootstrap: { changed: true, cancelled: false, found: [], intended: [], done: [] },
        deploy: {
          outcome: 'applied',
          review: { rows: [], changes: [], stateful: [], losing: [], changed: true },
          ...{ plans: [], stacks: [] },
        },
        verification: {
          rows: Array.from({ length: promises }, () => row),
          ...{ passed: promises, failed: 0, couldNotRun: 0, ms: 0 },
        },
        evaluations,
      },
      testIo().io,
    ).split('\n');
    // In the same order, too.
    let from = 0;
    for (const line of lines) {
      const at = printed.indexOf(line, from);
      expect(at < 0 ? `not printed: ${line}` : '').toBe('');
      from = at + 1;
    }
    expect(lines.length).toBeGreaterThan(20);
  });
});

describe('the versions that the README names', () => {
  const readme = textOf('README.md');
  const installed = (path: string): string =>
    (JSON.parse(textOf(`node_modules/${path}/package.json`)) as { readonly version: string })
      .version;

  it('are those in use', () => {
    expect(readme).toContain(`moto ${MOTO_VERSION} on loopback`);
    expect(readme).toContain(`| CDKTF | ${installed('cdktf')}, the last one`);
    expect(textOf('test/terrain/place.ts')).toContain(
      /CDK Terrain (\S+) makes/.exec(readme)?.[1] ?? 'no version of CDK Terrain',
    );
    expect(textOf('.github/workflows/deploy.yml')).toContain(
      `terraform_version: ${/\| Terraform \| (\S+) with/.exec(readme)?.[1] ?? ''}`,
    );
  });

  it('of Node are those of `engines`', () => {
    const [repository, runtime] = ['package.json', 'runtime/package.json'].map((path) => {
      const { engines } = JSON.parse(textOf(path)) as { engines: { node: string } };
      return [...engines.node.matchAll(/\d+\.\d+/g)].map(([version]) => version);
    });
    const [first, second, third] = repository ?? [];
    expect(readme).toContain(`\`engines\` allow ${first}+, ${second}+ and ${Number(third)},`);
    expect(readme).toContain(`for the npm package alone ${runtime?.[1]}+ as well`);
    expect(textOf('runtime/README.md')).toContain(`Node ${runtime?.[0]}+, ${runtime?.[1]}+ or`);
  });
});
