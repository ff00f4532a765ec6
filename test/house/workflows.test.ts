import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { YAML } from 'zx';
import { runCommand } from '../../ops/frame/command.js';
import { RUNBOOKS } from '../../ops/runbooks/index.js';
import { workflows as taken } from '../../release/checks/infrastructure/workflows.js';
import { siteFor } from '../../release/checks/site.js';
import { runTool } from '../../ops/frame/process.js';
import { COMMANDS } from '../../release/commands/index.js';
import { runRelease } from '../../release/frame/command.js';
import { run as runCli } from '../../runtime/src/cli/run.js';
import { testIo } from '../ops/support/test-io.js';

const FOLDER = '.github/workflows';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly steps: readonly Step[];
  readonly permissions?: unknown;
  readonly 'timeout-minutes'?: number;
  readonly if?: string;
  readonly environment?: string;
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job & { readonly concurrency?: unknown }>>;
}

const workflows = readdirSync(FOLDER).map((file) => {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  return { file, text, workflow: YAML.parse(text) as Workflow };
});
const jobs = workflows.flatMap(({ file, workflow }) =>
  Object.entries(workflow.jobs).map(([id, job]) => ({ file, id, job, workflow })),
);
const steps = jobs.flatMap(({ file, id, job }) => job.steps.map((step) => ({ file, id, step })));
const lines = steps.flatMap(({ file, id, step }) =>
  (step.run ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ file, id, line: line.trim() })),
);
const scripts = (
  JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  }
).scripts;

const flagsIn = (words: readonly string[]): readonly string[] =>
  words.filter((word) => word.startsWith('--'));

describe('the workflows', () => {
  it('are there for everything that a repository needs', () => {
    expect(workflows.map(({ file }) => file)).toEqual(
      expect.arrayContaining(
        ['audit', 'ci', 'deploy', 'drift', 'oracle', 'plan', 'release', 'rotation'].map(
          (name) => `${name}.yml`,
        ),
      ),
    );
  });

  it('are such as GitHub takes', async () => {
    const { io } = testIo();
    const { site } = siteFor({ io, tool: runTool, environment: 'production' });
    expect(await taken.examine(site)).toMatchObject({ outcome: 'pass' });
  });

  it.each(steps.filter(({ step }) => step.uses !== undefined))(
    '$file, job $id pins $step.uses by its digest',
    ({ step }) => {
      expect(step.uses).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/);
    },
  );

  it('name one digest of an action everywhere', () => {
    const digests = new Map<string, Set<string>>();
    for (const { step } of steps) {
      const [action = '', digest = ''] = (step.uses ?? '').split('@');
      digests.set(action, (digests.get(action) ?? new Set()).add(digest));
    }
    for (const [action, of] of digests) expect([action, of.size]).toEqual([action, 1]);
  });

  it.each(jobs)('$file, job $id ends in time, says its rights and its company', (given) => {
    const { job, workflow } = given;
    expect(job['timeout-minutes']).toBeGreaterThan(0);
    expect(workflow.permissions).toBeDefined();
    expect(workflow.concurrency ?? job.concurrency).toBeDefined();
    const rights = { ...(workflow.permissions as object), ...(job.permissions as object) };
    const writes = Object.entries(rights).filter(([, right]) => right === 'write');
    // Issues: the drift keeps one. Nothing else is written with the token of a run.
    expect(['id-token', 'issues']).toEqual(expect.arrayContaining(writes.map(([name]) => name)));
  });

  it('give a pull request of a fork no secret, and no way to AWS', () => {
    const open = workflows.filter(({ workflow }) => 'pull_request' in workflow.on);
    expect(open.length).toBeGreaterThan(0);
    for (const { file, text, workflow } of open) {
      expect([file, text.includes('secrets.')]).toEqual([file, false]);
      for (const job of Object.values(workflow.jobs)) {
        if (!JSON.stringify(job).includes('configure-aws-credentials')) continue;
        expect(job.if).toContain('head.repo.full_name == github.repository');
      }
    }
    expect(workflows.filter(({ workflow }) => 'pull_request_target' in workflow.on)).toEqual([]);
  });

  it('answer the merge queue with every check that it requires', () => {
    const ruleset = JSON.parse(readFileSync('.github/rulesets/main.json', 'utf8')) as {
      readonly rules: readonly {
        readonly type: string;
        readonly parameters?: {
          readonly required_status_checks?: readonly { readonly context: string }[];
        };
      }[];
    };
    const required = ruleset.rules.flatMap(
      ({ parameters }) => parameters?.required_status_checks ?? [],
    );
    expect(required.map(({ context }) => context)).toEqual([
      'Test (Node 20)',
      'Test (Node 22)',
      'Test (Node 24)',
      'Oracle',
    ]);
    for (const file of ['ci.yml', 'oracle.yml']) {
      const found = workflows.find((one) => one.file === file)?.workflow;
      expect(Object.keys(found?.on ?? {})).toContain('merge_group');
      expect(JSON.stringify(found?.concurrency)).toContain("github.event_name == 'pull_request'");
    }
  });
});

describe('what the jobs run', () => {
  const npm = lines.flatMap(({ line }) => /^npm run ([\w:]+)(?: -- (.*))?$/.exec(line) ?? []);

  it.each(lines)('$file: "$line" is a command of this repository', ({ line }) => {
    if (line === 'npm ci') return;
    if (line === '.ci/run') return void expect(existsSync('.ci/run')).toBe(true);
    const script = /^npm run ([\w:]+)(?: |$)/.exec(line)?.[1];
    if (script !== undefined) return void expect(Object.keys(scripts)).toContain(script);
    expect(line).toMatch(/^npx phase-mirror [a-z]/);
  });

  const called = (prefix: string) =>
    lines
      .filter(({ line }) => line.startsWith(prefix))
      .map(({ file, line }) => ({ file, words: line.slice(prefix.length).trim().split(/\s+/) }));

  it.each(called('npm run ops -- '))('$file: runbook $words', async ({ words }) => {
    const { io, stdout } = testIo();
    const names = words.filter((word) => !word.startsWith('-')).slice(0, 2);
    const known = (words[1] ?? '').startsWith('-') ? names.slice(0, 1) : names;
    expect(await runCommand(RUNBOOKS, [...known, '--help'], io)).toBe(0);
    for (const flag of flagsIn(words)) expect(stdout()).toMatch(new RegExp(`^ {2}${flag}\\b`, 'm'));
  });

  it.each(called('npm run release -- '))('$file: release $words', async ({ words }) => {
    const { io, stdout } = testIo();
    expect(await runRelease(COMMANDS, [words[0] ?? '', '--help'], io)).toBe(0);
    for (const flag of flagsIn(words)) expect(stdout()).toMatch(new RegExp(`^ {2}${flag}\\b`, 'm'));
  });

  it.each(called('npx phase-mirror '))('$file: phase-mirror $words', async ({ words }) => {
    const { io, stdout } = testIo();
    const args = [words[0] ?? '', '--help'];
    expect(await runCli(args, { ...io, cwd: process.cwd() })).toBe(0);
    for (const flag of flagsIn(words)) expect(stdout()).toMatch(new RegExp(`^ {2}${flag}\\b`, 'm'));
  });

  it('are checks that the validator has', async () => {
    const { CHECKS } = await import('../../release/checks/index.js');
    const asked = lines.flatMap(({ line }) =>
      (/validate .*--only (\S+)/.exec(line)?.[1] ?? '').split(',').filter(Boolean),
    );
    expect(asked.length).toBeGreaterThan(0);
    expect(CHECKS.map(({ id }) => id)).toEqual(expect.arrayContaining(asked));
  });

  it('is at least the scripts of tests, runbooks and releases', () => {
    expect(npm).toEqual(expect.arrayContaining(['ops', 'release', 'test:unit', 'types']));
  });
});
