import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { runCommand } from '../../ops/frame/command.js';
import { RUNBOOKS } from '../../ops/runbooks/index.js';
import type { Environment } from '../../runtime/src/names/index.js';
import { deploymentFor } from '../../stacks/environments.js';
import { inspection } from '../../stacks/policies/inspection.js';
import { readStates } from '../../stacks/policies/state.js';
import { testIo } from '../ops/support/test-io.js';

const FOLDER = '.github/workflows';
const PREFIX = 'npm run ops -- ';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': unknown };
  readonly 'timeout-minutes'?: number;
  readonly strategy?: { readonly matrix: { readonly environment?: readonly Environment[] } };
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const texts = readdirSync(FOLDER).map((file) => ({
  file,
  text: readFileSync(join(FOLDER, file), 'utf8'),
}));
const workflows = texts.map(({ file, text }) => ({ file, workflow: parse(text) as Workflow }));
const jobs = workflows.flatMap(({ file, workflow }) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ file, name, job })),
);

/** Every runbook that a workflow runs, with the words that a person would read there. */
const commands = texts.flatMap(({ file, text }) =>
  text.split('\n').flatMap((line) => {
    const at = line.indexOf(PREFIX);
    if (at < 0) return [];
    const words = line.slice(at + PREFIX.length);
    return [{ file, words: words.trim().split(/\s+/) }];
  }),
);

describe('the workflows', () => {
  it('run runbooks', () => {
    expect(commands.length).toBeGreaterThan(2);
  });

  it.each(commands)('$file runs a runbook with options that it has: $words', async ({ words }) => {
    const { io, stdout } = testIo();
    const names = words.filter((word) => !word.startsWith('-')).slice(0, 2);
    // The second word may be an option's value, for example of `--env`.
    const [first = '', second = ''] = names;
    const action = words[1] === second ? [second] : [];
    expect(await runCommand(RUNBOOKS, [first, ...action, '--help'], io)).toBe(0);
    for (const flag of words.filter((word) => word.startsWith('--'))) {
      expect(stdout()).toMatch(new RegExp(`^ {2}${flag}\\b`, 'm'));
    }
  });

  it.each(texts)(
    '$file names each action by its digest, with the version beside it',
    ({ text }) => {
      const uses = text.split('\n').filter((line) => line.includes('uses:'));
      expect(uses.length).toBeGreaterThan(0);
      for (const line of uses) expect(line).toMatch(/uses: [\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$/);
    },
  );

  it.each(workflows)('$file gives its jobs nothing but reading by itself', ({ workflow }) => {
    expect([{}, { contents: 'read' }]).toContainEqual(workflow.permissions);
  });

  it.each(jobs)('$name of $file ends by itself, and keeps no credentials', ({ job }) => {
    expect(job['timeout-minutes']).toBeGreaterThan(0);
    const checkouts = job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    for (const { with: given } of checkouts) expect(given?.['persist-credentials']).toBe(false);
  });
});

const onSchedule = new Set(
  workflows.filter(({ workflow }) => 'schedule' in workflow.on).map(({ file }) => file),
);
const scheduled = jobs.flatMap((one) => {
  const environments = one.job.strategy?.matrix.environment;
  return environments === undefined || !onSchedule.has(one.file) ? [] : [{ ...one, environments }];
});

describe('a workflow on a schedule', () => {
  it.each(scheduled)('$file works in an environment that the operator’s role trusts', (one) => {
    const { job, environments } = one;
    for (const environment of environments) {
      // What the variables of the repository would hold.
      const values: Readonly<Record<string, string>> = { ACCOUNT: '210987654321' };
      const env = Object.keys(job.env ?? {}).map((name) => {
        const field = name.split('_').at(-1) ?? '';
        return [name, values[field] ?? 'acme'];
      });
      const { names } = deploymentFor(environment, Object.fromEntries(env) as never);
      expect(job.environment?.replace('${{ matrix.environment }}', environment)).toBe(
        names.githubEnvironments.operator,
      );
    }
  });

  it.each(scheduled)(
    '$file never runs twice at once for one environment, nor is cut off',
    (one) => {
      const { group, 'cancel-in-progress': cancel } = one.job.concurrency ?? { group: '' };
      expect(group).toMatch(/^\w+-\$\{\{ matrix\.environment \}\}$/);
      expect(cancel).toBe(false);
    },
  );
});

describe('drift.yml', () => {
  const found = jobs.find(({ file }) => file === 'drift.yml');
  const job = found?.job as Job;
  const credentials = job.steps.find(({ uses }) => uses?.startsWith('aws-actions/'));
  const policy = JSON.parse(String(credentials?.with?.['inline-session-policy'])) as {
    readonly Statement: readonly { readonly Effect: string; readonly Action: readonly string[] }[];
  };
  const allowed = policy.Statement.flatMap(({ Action }) => Action);

  it('may write issues, and nothing else', () => {
    expect(job.permissions).toEqual({ contents: 'read', 'id-token': 'write', issues: 'write' });
  });

  it('gives the token to the runbook alone, after everything that is installed', () => {
    const last = job.steps.at(-1);
    expect(last?.run).toContain('ops -- drift');
    const withToken = job.steps.filter((step) => JSON.stringify(step).includes('github.token'));
    expect(withToken).toEqual([last]);
  });

  it('reads as the operator and may change nothing in AWS', () => {
    expect(policy.Statement.map(({ Effect }) => Effect)).toEqual(['Allow']);
    for (const action of allowed) {
      expect(action).toMatch(/^[a-z0-9]+:(Describe\*|Get\*|List\*|GetItem|Decrypt)$/);
    }
    // The most that STS takes of a session's policy.
    expect(String(credentials?.with?.['inline-session-policy']).length).toBeLessThan(2048);
  });

  it('may read all that a refresh looks at, secrets and states among it', () => {
    const deployment = deploymentFor('local', {});
    const statements = [...inspection(deployment), ...readStates(deployment)];
    const needed = [
      ...statements.flatMap(({ Action }) => Action),
      'ssm:GetParameter',
      'kms:Decrypt',
      'dynamodb:GetItem',
      's3:GetObjectVersion',
    ];
    expect(needed.length).toBeGreaterThan(40);
    const patterns = allowed.map((action) => new RegExp(`^${action.replace('*', '.*')}$`));
    expect(needed.filter((action) => !patterns.some((one) => one.test(action)))).toEqual([]);
  });
});
