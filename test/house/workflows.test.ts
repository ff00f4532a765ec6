import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { YAML } from 'zx';
import { runTool } from '../../ops/frame/process.js';
import { workflows as taken } from '../../release/checks/infrastructure/workflows.js';
import { siteFor } from '../../release/checks/site.js';
import { initialWorkflow } from '../../runtime/src/cli/init-workflow.js';
import { textFor, truthFor } from '../../runtime/src/facts/workflows/evaluate-text.js';
import { testIo } from '../ops/support/test-io.js';
import { isTrusted, jobs, lines, steps, workflows } from './workflow-files.js';

const named = (name: string) => {
  const found = workflows.find(({ file }) => file === `${name}.yml`);
  if (found === undefined) throw new Error(`there is no ${name}.yml`);
  return found;
};

describe('the workflows', () => {
  it('are there for everything that a repository needs', () => {
    expect(workflows.map(({ file }) => file).sort()).toEqual(
      ['audit', 'ci', 'deploy', 'drift', 'oracle', 'plan', 'release', 'rotation'].map(
        (name) => `${name}.yml`,
      ),
    );
  });

  it('are such as GitHub takes, and so is the action', async () => {
    const { io } = testIo();
    const { site } = siteFor({ io, tool: runTool, environment: 'production' });
    expect(await taken.examine(site)).toEqual({
      outcome: 'pass',
      why: '8 workflows and 1 action are read without an error',
    });
  });

  it('pin every action by its digest, and say its version: one of each everywhere', () => {
    const digests = new Map<string, Set<string>>();
    const texts = [
      ...workflows.map(({ text }) => text),
      initialWorkflow({ branch: 'main', version: '1.0.0', installed: true }),
      readFileSync('docs/action.md', 'utf8').replaceAll(/^.*OWNER\/REPOSITORY.*$/gm, ''),
    ];
    const uses = texts.flatMap((text) => text.match(/\buses: .*$/gm) ?? []);
    expect(uses.length).toBeGreaterThanOrEqual(steps.filter(({ step }) => step.uses).length);
    for (const line of uses) {
      expect(line).toMatch(/^uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      const [action = '', pin = ''] = line.slice('uses: '.length).split('@');
      digests.set(action, (digests.get(action) ?? new Set()).add(pin));
    }
    for (const [action, pins] of digests)
      expect([action, [...pins]]).toEqual([action, [[...pins][0]]]);
  });

  it('start on what is trusted only: never with the rights of the branch on code of somebody else', () => {
    const events = new Set(workflows.flatMap(({ workflow }) => Object.keys(workflow.on)));
    expect([...events].sort()).toEqual([
      'merge_group',
      'pull_request',
      'push',
      'schedule',
      'workflow_dispatch',
    ]);
  });

  it('put no text of an event into a shell, and hand no secrets on as a whole', () => {
    for (const { file, step } of steps) {
      expect([file, step.run ?? '']).toEqual([file, expect.not.stringContaining('${{')]);
    }
    for (const { file, text } of workflows) {
      expect([file, text]).toEqual([file, expect.not.stringMatching(/secrets: inherit|toJSON\(/i)]);
    }
  });
});

describe('each job', () => {
  it.each(jobs)(
    '$file, $id: ends in time, has its own rights and company',
    ({ file, id, job, workflow }) => {
      expect(job['timeout-minutes']).toBeGreaterThan(0);
      expect(workflow.permissions).toEqual({});
      expect(job.permissions?.['contents']).toBe('read');
      const writes = Object.entries(job.permissions ?? {}).filter(([, right]) => right !== 'read');
      const allowed: Readonly<Record<string, readonly string[]>> = {
        'deploy.yml deploy': ['id-token'],
        'plan.yml plan': ['id-token'],
        'rotation.yml rotate': ['id-token'],
        'release.yml release': ['id-token'],
        // It keeps one issue an environment.
        'drift.yml drift': ['id-token', 'issues'],
        'audit.yml tell': ['issues'],
        'drift.yml tell': ['issues'],
        'rotation.yml tell': ['issues'],
      };
      expect(writes).toEqual((allowed[`${file} ${id}`] ?? []).map((right) => [right, 'write']));
      // Two that tell at once would tell twice what the first has closed; nothing worse.
      if (id !== 'tell') expect(workflow.concurrency ?? job.concurrency).toBeDefined();
    },
  );

  it.each(steps.filter(({ step }) => step.uses?.startsWith('actions/checkout@')))(
    '$file, $id: leaves no token behind in the checkout',
    ({ file, id, step }) => {
      // The release pushes commit and tag.
      expect(step.with?.['persist-credentials']).toBe(file === 'release.yml' && id === 'release');
    },
  );

  it('runs no script of a package where it can get credentials, and no tests', () => {
    for (const { file, id, job, line } of lines) {
      if (line.startsWith('npm ci'))
        expect([file, id, line]).toEqual([file, id, 'npm ci --ignore-scripts']);
      if (isTrusted(job)) {
        expect([file, id, line]).toEqual([
          file,
          id,
          expect.not.stringMatching(/^\.ci\/|test|bench/),
        ]);
      }
    }
    for (const { job, step } of steps)
      if (isTrusted(job)) expect(step.with?.['cache']).toBeUndefined();
  });

  it('builds what it runs, since no script of npm does', () => {
    for (const { file, id, job } of jobs) {
      const run = job.steps.map((step) => step.run ?? '');
      const at = run.indexOf('npm ci --ignore-scripts');
      if (at >= 0) expect([file, id, run[at + 1]]).toEqual([file, id, 'npm run build']);
    }
  });

  it('that runs tests fetches emulator and provider once, not once a test file', () => {
    for (const { file, id, job } of jobs) {
      const run = job.steps.map((step) => step.run ?? '');
      const first = run.findIndex((line) => ['.ci/run', 'npm run test:unit'].includes(line));
      if (first < 0) continue;
      const prepared = run.indexOf('.ci/prepare');
      expect([file, id, prepared >= 0 && prepared < first]).toEqual([file, id, true]);
    }
  });

  it('gives what it keeps a name of its own', () => {
    const names = steps
      .filter(({ step }) => step.uses?.startsWith('actions/upload-artifact@'))
      .map(
        ({ file, step }) =>
          `${file} ${String(step.with?.['name'])}: ${String(step.with?.['path'])}`,
      );
    expect(names).toEqual([
      'ci.yml coverage-node-${{ matrix.node }}: coverage/',
      'ci.yml pages: artifacts/\ndocs/pictures/\n',
      'oracle.yml oracle: ${{ runner.temp }}/report.*',
      'release.yml coverage: coverage/',
      'release.yml bench: artifacts/bench.json',
      'release.yml release: .release/*/journal.jsonl\n.release/*/validation.json\n',
    ]);
  });
});

it('hands what tests have written to a job with rights as figures only', () => {
  const given = steps.filter(({ step }) => step.uses?.startsWith('actions/download-artifact@'));
  expect(given.map(({ job, step }) => [isTrusted(job), step.with?.['path']])).toEqual([
    [true, 'coverage'],
    [true, 'artifacts'],
  ]);
});

describe('a pull request of a fork', () => {
  it('is given no secret, and no way to AWS', () => {
    const open = jobs.filter(({ workflow }) => 'pull_request' in workflow.on);
    expect(open.length).toBeGreaterThan(0);
    for (const { file, job } of open) {
      expect([file, JSON.stringify(job)]).toEqual([file, expect.not.stringContaining('secrets.')]);
      if (!isTrusted(job)) continue;
      expect(job.if).toMatch(
        /^github\.event\.pull_request\.head\.repo\.full_name == github\.repository && /,
      );
      expect(job.if).toContain("github.event.pull_request.user.login != 'dependabot[bot]' && (");
    }
  });

  it('leaves every secret to a job whose environment a person guards', () => {
    const given = jobs.filter(({ job }) => /secrets\./.test(JSON.stringify(job)));
    expect(given.map(({ file, id, job }) => [file, id, job.environment])).toEqual([
      ['release.yml', 'release', 'production'],
    ]);
  });
});

describe('the merge queue', () => {
  const required = (
    JSON.parse(readFileSync('.github/rulesets/main.json', 'utf8')) as {
      readonly rules: readonly {
        readonly parameters?: {
          readonly required_status_checks?: readonly { readonly context: string }[];
        };
      }[];
    }
  ).rules.flatMap(({ parameters }) => parameters?.required_status_checks ?? []);

  it('waits for the checks by the names that their jobs have', () => {
    const names = jobs
      .filter(({ file, id }) => ['ci.yml', 'oracle.yml'].includes(file) && id !== 'pages')
      .flatMap(({ id, job }) => {
        const nodes = job.strategy?.matrix['node'] ?? [undefined];
        return nodes.map((node) => (job.name ?? id).replace('${{ matrix.node }}', String(node)));
      });
    expect(required.map(({ context }) => context)).toEqual(names);
  });

  it.each(['ci', 'oracle'])(
    '%s: cancels what a push to a pull request has overtaken, and nothing else',
    (name) => {
      const { workflow } = named(name);
      const group = (event: string, ref: string): string | undefined =>
        textFor(workflow.concurrency?.group ?? '', {
          event,
          branch: 'main',
          workflow: workflow.name,
          ref,
        });
      const cancels = (event: string): boolean | undefined =>
        truthFor(String(workflow.concurrency?.['cancel-in-progress']), {
          event,
          branch: 'main',
          workflow: workflow.name,
        });
      expect(Object.keys(workflow.on)).toEqual(['pull_request', 'merge_group', 'push']);
      expect(['pull_request', 'merge_group', 'push'].map(cancels)).toEqual([true, false, false]);
      const queue = 'refs/heads/gh-readonly-queue/main/pr-1-abc';
      expect(group('merge_group', queue)).toBe(`${name}-${queue}`);
      expect(group('pull_request', 'refs/pull/1/merge')).toBe(`${name}-refs/pull/1/merge`);
      // Of two commits that wait in one group GitHub drops the older: then main has a commit that nobody tested.
      expect(group('push', 'refs/heads/main')).toBeUndefined();
      expect(workflow.concurrency?.group).toContain("github.event_name == 'push' && github.sha");
    },
  );

  it.each(['ci', 'oracle'])(
    '%s: starts whatever a change holds, and runs every required job',
    (name) => {
      const { workflow } = named(name);
      expect(workflow.on).toEqual({
        pull_request: null,
        merge_group: null,
        push: { branches: ['main'] },
      });
      for (const job of Object.values(workflow.jobs)) expect(job.if ?? job.needs).toBeUndefined();
    },
  );
});

describe('a schedule that fails', () => {
  it.each(workflows.filter(({ workflow }) => 'schedule' in workflow.on))(
    '$file: tells of it',
    ({ workflow }) => {
      const [id] = Object.keys(workflow.jobs);
      const { tell } = workflow.jobs;
      // A job that ran out of time counts as cancelled.
      expect(tell).toMatchObject({ needs: id, if: `always() && needs.${id}.result != 'skipped'` });
      expect(tell?.steps.at(-1)).toEqual({
        run: 'node .github/tell.js',
        env: { RESULT: `\${{ needs.${id}.result }}`, GITHUB_TOKEN: '${{ github.token }}' },
      });
      const [{ cron }] = workflow.on['schedule'] as readonly [{ readonly cron: string }];
      // Not on the hour, when GitHub drops runs; and each at a time of its own.
      expect(cron).toMatch(/^(17|29|43) [345] \* \* [*1]$/);
    },
  );
});

describe('dependabot', () => {
  const { updates } = YAML.parse(readFileSync('.github/dependabot.yml', 'utf8')) as {
    readonly updates: readonly Readonly<Record<string, unknown>>[];
  };

  it('looks after packages and actions, in groups, and never at a version of yesterday', () => {
    const ecosystems = updates.map((update) => [update['package-ecosystem'], update['directory']]);
    expect(ecosystems).toEqual([
      ['npm', '/'],
      ['github-actions', '/'],
    ]);
    for (const update of updates) {
      expect(update['groups']).toBeDefined();
      expect((update['cooldown'] as Record<string, number>)['default-days']).toBeGreaterThanOrEqual(
        7,
      );
    }
  });
});
