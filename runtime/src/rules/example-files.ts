/** Texts of small files, for the examples of rules. */
type Files = Readonly<Record<string, string>>;

export interface ExampleRuleset {
  readonly contexts: readonly string[];
  /** App that must report them; GitHub Actions is 15368. */
  readonly app?: number;
  /** Parameters beside those of an ordinary queue. */
  readonly queue?: boolean | Readonly<Record<string, string | number>>;
  /** Approvals that a pull request needs. */
  readonly approvals?: number;
  /** Absent where the file does not show who may bypass. */
  readonly bypass?: readonly Readonly<Record<string, string | number>>[];
  readonly forcePushes?: 'blocked';
}

export function rulesetFile({
  contexts,
  app,
  queue = false,
  approvals,
  bypass,
  forcePushes,
}: ExampleRuleset): Files {
  const checks = contexts.map((context) => ({
    context,
    ...(app === undefined ? {} : { integration_id: app }),
  }));
  const ruleset = {
    name: 'main',
    target: 'branch',
    enforcement: 'active',
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    ...(bypass === undefined ? {} : { bypass_actors: bypass }),
    rules: [
      ...(forcePushes === undefined ? [] : [{ type: 'non_fast_forward' }]),
      ...(approvals === undefined
        ? []
        : [{ type: 'pull_request', parameters: { required_approving_review_count: approvals } }]),
      {
        type: 'required_status_checks',
        parameters: {
          strict_required_status_checks_policy: false,
          required_status_checks: checks,
        },
      },
      ...(queue === false ? [] : [queueRule(queue === true ? {} : queue)]),
    ],
  };
  return { '.github/rulesets/main.json': `${JSON.stringify(ruleset, null, 2)}\n` };
}

const queueRule = (parameters: Readonly<Record<string, string | number>>): object => ({
  type: 'merge_queue',
  parameters: { grouping_strategy: 'ALLGREEN', max_entries_to_merge: 5, ...parameters },
});

/** A workflow `ci.yml` named CI with the events given and the lines of its jobs. */
export function workflowFile(events: readonly string[], jobs: readonly string[]): Files {
  const on = events.map((event) => `  ${event}:\n`).join('');
  const body = jobs.map((line) => `  ${line}\n`).join('');
  return { '.github/workflows/ci.yml': `name: CI\non:\n${on}jobs:\n${body}` };
}

/** The lines of a job that runs one command; `extra` lines come before its steps. */
export function job(id: string, ...extra: readonly string[]): readonly string[] {
  const lines = ['runs-on: ubuntu-24.04', ...extra, 'steps:', '  - run: npm test'];
  return [`${id}:`, ...lines.map((line) => `  ${line}`)];
}

/** A policy file of the lines given. */
export function policyFile(...lines: readonly string[]): Files {
  return { '.phase-mirror.yml': `${lines.join('\n')}\n` };
}

/** A workflow on pull requests, with lines of a filter, whose one job `test` runs one command. */
export function proposedWorkflow(
  file: string,
  command: string,
  ...filter: readonly string[]
): Files {
  const lines = [
    'on:',
    '  pull_request:',
    ...filter.map((line) => `    ${line}`),
    'jobs:',
    ...job('test').map((line) => `  ${line.replace('npm test', command)}`),
  ];
  return { [`.github/workflows/${file}`]: `${lines.join('\n')}\n` };
}
