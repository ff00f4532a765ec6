import { OUTPUT_OPTIONS } from './deliver.js';
import { SOURCE_OPTIONS } from './facts-source.js';
import { optionLines, type OptionSpecs } from './options.js';
import { SCOPE_OPTIONS } from './scope.js';

export const CHECK_OPTIONS = {
  ...SOURCE_OPTIONS,
  facts: {
    type: 'string',
    value: 'FILE',
    help: 'judge what `phase-mirror facts` recorded, without git and network',
  },
  ...SCOPE_OPTIONS,
  strictness: {
    type: 'string',
    choices: ['standard', 'strict'],
    help: 'at least as strict as this; lets 0 critical, 3 high, 10 medium through; strict: 0, 0, 5',
  },
  'fail-on': { type: 'string', choices: ['block', 'warn'], help: 'with warn, a warning exits 4' },
  'dry-run': { type: 'boolean', help: 'say what would be blocked; block and record nothing' },
  ...OUTPUT_OPTIONS,
  verbose: { type: 'boolean', help: 'write log lines to stderr' },
  help: { type: 'boolean', help: 'show this help' },
} as const satisfies OptionSpecs;

export function checkHelp(): string {
  return `phase-mirror check: compares what a repository claims with what it is

Reads commits, never the work tree. To judge what is not committed yet:
  phase-mirror check --head "$(git stash create)"

Options
${optionLines(CHECK_OPTIONS)}

Without --base the change starts where the event of GitHub Actions says; outside of it, where HEAD left
the default branch. When HEAD is on the default branch, its state is judged and no change.

In GitHub Actions a run is annotated with the worst findings, and its summary holds the report.

--live sends the token of GITHUB_TOKEN, or GH_TOKEN, to GITHUB_API_URL and only reads. In Actions give the
job \`contents: read\`, \`pull-requests: read\` and \`checks: read\`; bypasses, workflow settings and classic
protection need a token with \`administration: read\`. What is not shown stays unknown.

Exit codes
  0 allow, or warn   1 block   2 usage   3 could not run   4 warn, with --fail-on warn

Examples
  phase-mirror check
  phase-mirror check --base origin/main --json > report.json
  phase-mirror check --repo ../service --branch release/1.x --fail-on warn
  phase-mirror check --live
  phase-mirror check --facts facts.json
  phase-mirror check --mode drift --plan plan.json
  phase-mirror check --out report.html --out report.sarif
`;
}
