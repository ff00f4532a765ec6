/** Texts of small files, for the examples of rules. */
type Files = Readonly<Record<string, string>>;

export interface ExampleRuleset {
  readonly contexts: readonly string[];
  /** App that must report them; GitHub Actions is 15368. */
  readonly app?: number;
  readonly queue?: boolean;
}

export function rulesetFile({ contexts, app, queue = false }: ExampleRuleset): Files {
  const checks = contexts.map((context) => ({
    context,
    ...(app === undefined ? {} : { integration_id: app }),
  }));
  const ruleset = {
    name: 'main',
    target: 'branch',
    enforcement: 'active',
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: [
      {
        type: 'required_status_checks',
        parameters: {
          strict_required_status_checks_policy: false,
          required_status_checks: checks,
        },
      },
      ...(queue
        ? [
            {
              type: 'merge_queue',
              parameters: { grouping_strategy: 'ALLGREEN', max_entries_to_merge: 5 },
            },
          ]
        : []),
    ],
  };
  return { '.github/rulesets/main.json': `${JSON.stringify(ruleset, null, 2)}\n` };
}

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
