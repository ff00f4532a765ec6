import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { YAML } from 'zx';
import { runAction } from '../../../runtime/src/action/action.js';
import {
  checkArguments,
  FLAG_INPUTS,
  LIST_INPUTS,
  VALUE_INPUTS,
} from '../../../runtime/src/action/inputs.js';
import { CHECK_OPTIONS } from '../../../runtime/src/cli/check-options.js';
import { outputsIn, workspace, type Workspace } from './workspace.js';

const within = mkdtempSync(join(tmpdir(), 'phase-mirror-action-'));
afterAll(() => rmSync(within, { recursive: true, force: true }));
let runner: Workspace;
beforeAll(async () => {
  runner = await workspace('unsound', within);
});
beforeEach(() => {
  writeFileSync(runner.outputFile, '');
  writeFileSync(runner.summaryFile, '');
});

async function step(inputs: NodeJS.ProcessEnv = {}): Promise<{
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
}> {
  let stdout = '';
  let stderr = '';
  const exit = await runAction({
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    env: { ...runner.env, ...inputs },
    cwd: runner.folder,
  });
  return { exit, stdout, stderr, outputs: outputsIn(readFileSync(runner.outputFile, 'utf8')) };
}

describe('the action on a pull request', () => {
  it('blocks, annotates, writes summary, reports and outputs', async () => {
    const { exit, stdout, stderr, outputs } = await step();
    expect(exit).toBe(1);
    expect(stdout).toMatch(/^BLOCK acme\/ledger /);
    expect(stderr).toMatch(/^::error .*file=\.github\/rulesets\/main\.json,line=29/m);
    expect(stderr).not.toContain('could not judge');
    expect(readFileSync(runner.summaryFile, 'utf8')).toContain('MD-102.1');
    expect(outputs).toMatchObject({ decision: 'block', findings: '8', 'exit-code': '1' });
    const report = JSON.parse(readFileSync(outputs['report-json'] ?? '', 'utf8')) as {
      change: object;
      findings: unknown[];
    };
    expect(report.findings).toHaveLength(8);
    expect(report.change).toMatchObject({ repository: 'acme/ledger', branch: 'main' });
    expect(readFileSync(outputs['report-html'] ?? '', 'utf8')).toMatch(/^<!doctype html>/i);
    expect(readFileSync(outputs['report-sarif'] ?? '', 'utf8')).toContain('"2.1.0"');
  });

  it('keeps the reports of two steps of one job apart', async () => {
    const folders = readdirSync(runner.temp).length;
    await step();
    expect(readdirSync(runner.temp)).toHaveLength(folders + 1);
  });

  it('warns in a dry run, which fails where warnings are to', async () => {
    expect(await step({ 'INPUT_DRY-RUN': 'true' })).toMatchObject({
      exit: 0,
      outputs: { decision: 'warn', 'exit-code': '0' },
    });
    expect(await step({ 'INPUT_DRY-RUN': 'TRUE', 'INPUT_FAIL-ON': 'warn' })).toMatchObject({
      exit: 4,
      outputs: { 'exit-code': '4' },
    });
  });

  it('writes the reports to the folder that was named', async () => {
    const { outputs } = await step({ INPUT_REPORTS: join(within, 'reports', 'here') });
    expect(outputs['report-html']).toBe(join(within, 'reports', 'here', 'report.html'));
    expect(existsSync(join(within, 'reports', 'here', 'report.sarif'))).toBe(true);
  });

  it('hands the token to the check, and to nothing that it prints', async () => {
    const token = `ghs_${'a1B2'.repeat(9)}`;
    // Nothing listens there: what matters is that a token was had and the address was asked.
    const asked = await step({
      INPUT_LIVE: 'true',
      INPUT_TOKEN: token,
      GITHUB_API_URL: 'http://user@127.0.0.1:9',
    });
    expect(asked).toMatchObject({ exit: 2, outputs: { decision: 'error' } });
    expect(asked.stderr).toContain('GITHUB_API_URL');
    expect(asked.stdout + asked.stderr).not.toContain(token);
    const without = await step({ INPUT_LIVE: 'true' });
    expect(without.stderr).toContain('neither GITHUB_TOKEN nor GH_TOKEN is set');
  });
});

describe('an action that cannot judge', () => {
  it.each([
    ['a mode that does not exist', { INPUT_MODE: 'push' }, 2, 'PM-1001', 'error'],
    ['a folder that is no repository', { INPUT_REPO: within }, 3, 'PM-2001', 'error'],
    ['a flag that is neither', { INPUT_LIVE: 'yes' }, 2, 'PM-1002', undefined],
    ['a report folder that is a file', { INPUT_REPORTS: '.git/HEAD' }, 2, 'PM-1002', undefined],
    ['outputs that cannot be written', { GITHUB_OUTPUT: within }, 2, 'PM-1002', undefined],
  ])('%s', async (_, inputs, exit, code, decision) => {
    const ran = await step(inputs);
    expect(ran.exit).toBe(exit);
    expect(ran.stderr).toMatch(
      new RegExp(`::error title=Phase Mirror could not judge::.*${code}.*%0A {2}fix: .+\\n$`),
    );
    expect(ran.outputs['decision']).toBe(decision);
  });
});

describe('action.yml', () => {
  const file = new URL('../../../runtime/action.yml', import.meta.url);
  const action = YAML.parse(readFileSync(file, 'utf8')) as {
    inputs: Record<string, { default?: string }>;
    outputs: Record<string, unknown>;
    runs: { using: string; main: string };
  };

  it('has an input for every option of check that says what to judge and how', () => {
    const own = ['token', 'reports'];
    const mapped = [...VALUE_INPUTS, ...LIST_INPUTS, ...FLAG_INPUTS];
    expect(Object.keys(action.inputs).sort()).toEqual([...mapped, ...own].sort());
    const printed = ['format', 'json', 'out', 'help'];
    expect([...mapped].sort()).toEqual(
      Object.keys(CHECK_OPTIONS)
        .filter((option) => !printed.includes(option))
        .sort(),
    );
    for (const name of FLAG_INPUTS) {
      expect([name, CHECK_OPTIONS[name].type]).toEqual([name, 'boolean']);
      expect(action.inputs[name]?.default).toBe('false');
    }
  });

  it('promises the outputs that a run has', async () => {
    expect(Object.keys((await step()).outputs).sort()).toEqual(Object.keys(action.outputs).sort());
  });
});

describe('inputs', () => {
  it('hands over every plan that a line names', () => {
    expect(checkArguments({ INPUT_PLAN: 'a.json\r\n\n  --b.json \n' })).toEqual([
      '--plan=a.json',
      '--plan=--b.json',
    ]);
  });

  it('are options in one word each, so that no value is taken for an option', () => {
    expect(
      checkArguments({ INPUT_HEAD: '--json', 'INPUT_FAIL-ON': ' warn ', INPUT_BASE: '' }),
    ).toEqual(['--head=--json', '--fail-on=warn']);
  });
});
