import { CHECK_OPTIONS } from './check-options.js';
import { optionLines, type OptionSpecs } from './options.js';

const { base, mode, facts, help, ...JUDGING } = CHECK_OPTIONS;
void [base, mode, facts];

export const DRIFT_OPTIONS = {
  against: {
    type: 'string',
    value: 'VERSION',
    help: 'version of the baseline, as `baseline show --versions` lists them; default the one in force',
  },
  file: {
    type: 'string',
    value: 'FILE',
    help: 'the baseline that `baseline capture --out FILE` wrote, in place of a stored one',
  },
  ...JUDGING,
  help,
} as const satisfies OptionSpecs;

export function driftHelp(): string {
  return `phase-mirror drift: judges how far a branch has drifted from what was accepted of it

The same as \`phase-mirror check --mode drift\`, with the magnitude of the drift: the weighted share of
weakened fields over those that could be compared, 0 to 1. Above the threshold of the environment L0
refuses to judge. Where nothing was ever accepted the drift is not known, and that is a warning.

Options
${optionLines(DRIFT_OPTIONS)}

Exit codes
  0 allow, or warn   1 block   2 usage   3 could not run, or no such version   4 warn, with --fail-on warn

Examples
  phase-mirror drift --live
  phase-mirror drift --against 3 --json
  phase-mirror drift --file baseline.json --fail-on warn
  phase-mirror drift --store aws --environment production --region eu-central-1 --account 123456789012
`;
}
