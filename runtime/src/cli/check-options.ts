import { MODES } from '../facts/snapshot.js';
import { ENVIRONMENTS, PROJECT } from '../names/scope.js';
import { STORE_KINDS } from '../stores/choose.js';
import { optionLines, type OptionSpecs } from './options.js';

export const CHECK_OPTIONS = {
  repo: {
    type: 'string',
    value: 'DIR',
    help: 'git repository to judge; default the one around the working folder',
  },
  base: { type: 'string', value: 'REF', help: 'what the change starts from; default see below' },
  head: { type: 'string', value: 'REF', help: 'commit with the change; default HEAD' },
  branch: {
    type: 'string',
    value: 'NAME',
    help: 'protected branch that the change goes to; default that of --base, of the event, or the default branch',
  },
  mode: {
    type: 'string',
    choices: MODES,
    help: 'judge as a pull request or as a group of the merge queue; default the event of the run',
  },
  store: {
    type: 'string',
    choices: STORE_KINDS,
    help: 'where events and counters are kept; default embedded, a file of this user',
  },
  environment: {
    type: 'string',
    choices: ENVIRONMENTS,
    help: 'environment of the store; default local',
  },
  project: {
    type: 'string',
    value: 'NAME',
    help: `prefix of every name in AWS; default ${PROJECT}`,
  },
  region: { type: 'string', value: 'REGION', help: 'AWS region of the store; default AWS_REGION' },
  strictness: {
    type: 'string',
    choices: ['standard', 'strict'],
    help: 'findings that are let through: 0 critical, 3 high, 10 medium; strict: 0, 0, 5',
  },
  'fail-on': { type: 'string', choices: ['block', 'warn'], help: 'with warn, a warning exits 4' },
  'dry-run': { type: 'boolean', help: 'say what would be blocked; block and record nothing' },
  json: { type: 'boolean', help: 'print the report as canonical JSON' },
  out: { type: 'string', value: 'FILE', help: 'write the JSON report to a file as well' },
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

Exit codes
  0 allow, or warn   1 block   2 usage   3 could not run   4 warn, with --fail-on warn

Examples
  phase-mirror check
  phase-mirror check --base origin/main --json > report.json
  phase-mirror check --repo ../service --branch release/1.x --fail-on warn
`;
}
