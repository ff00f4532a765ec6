import { EXIT } from './exit-codes.js';
import { errorsOf, type ErrorTable } from './phase-mirror-error.js';

/**
 * Errors of the runtime. 1xxx usage and settings, 2xxx facts, 3xxx stores, 4xxx secrets, 5xxx L0.
 * `docs/errors.md` is generated from this table.
 */
export const RUNTIME_ERRORS = {
  'PM-1001': {
    title: 'A command was called with words it does not know',
    exit: EXIT.usage,
    remedy: 'Run the command with --help; it lists every option with an example.',
  },
  'PM-1002': {
    title: 'A setting has a value that cannot be used',
    exit: EXIT.usage,
    remedy: 'Correct the field named; docs/environments.md lists every setting.',
  },
  'PM-1003': {
    title: 'The policy file cannot be used',
    exit: EXIT.usage,
    remedy:
      'Correct .phase-mirror.yml at the lines named; docs/schema/policy.schema.json tells an editor what it may say.',
  },
  'PM-2001': {
    title: 'The folder is not a git repository',
    exit: EXIT.couldNotRun,
    remedy: 'Name a checkout with --repo DIR, or run `git init` there first.',
  },
  'PM-2002': {
    title: 'A git command failed',
    exit: EXIT.couldNotRun,
    remedy: 'Run the git command shown by hand; in CI fetch the history with `fetch-depth: 0`.',
  },
  'PM-2003': {
    title: 'A file or folder cannot be read',
    exit: EXIT.couldNotRun,
    remedy: 'Give the user who runs the check read access to the path shown.',
  },
  'PM-2004': {
    title: 'A file of recorded facts cannot be judged',
    exit: EXIT.couldNotRun,
    remedy: 'Record the facts again with `phase-mirror facts --out FILE` of this version.',
  },
  'PM-2005': {
    title: 'A file is no report of phase-mirror',
    exit: EXIT.couldNotRun,
    remedy: 'Write the report again with `phase-mirror check --out report.json` of this version.',
  },
  'PM-2006': {
    title: 'A report is not what its seal says',
    exit: EXIT.failed,
    remedy:
      'Trust nothing in the file: judge the change again, and find out who changed the report.',
  },
  'PM-3001': {
    title: 'The store cannot be reached or answered with an error',
    exit: EXIT.couldNotRun,
    remedy: 'Run `npm run ops -- verify --env <environment>` to see which dependency is down.',
  },
  'PM-3002': {
    title: 'Another event is stored under the same event id',
    exit: EXIT.failed,
    remedy: 'Give every event its own id; a retry must repeat the event unchanged.',
  },
  'PM-3003': {
    title: 'A value given to the store is not of the form that it keeps',
    exit: EXIT.usage,
    remedy: 'Correct the field named in the message.',
  },
  'PM-3004': {
    title: 'The embedded store file cannot be opened',
    exit: EXIT.couldNotRun,
    remedy:
      'Name a file in a folder that you may write with PHASE_MIRROR_EMBEDDED_FILE, or remove the broken file.',
  },
  'PM-3005': {
    title: 'Too few organisations took part for an aggregate to be shown',
    exit: EXIT.failed,
    remedy: 'Wait until at least 10 organisations that consented have contributed.',
  },
  'PM-3006': {
    title: 'A stored baseline is not what its hash says',
    exit: EXIT.couldNotRun,
    remedy: 'Restore an older version of the baseline and find out who changed the object.',
  },
  'PM-3007': {
    title: 'Somebody else changed what is stored meanwhile',
    exit: EXIT.failed,
    remedy: 'Read it again and repeat the change on what is there now.',
  },
  'PM-3008': {
    title: 'A stored baseline is of another schema than this release reads',
    exit: EXIT.couldNotRun,
    remedy: 'Use the release that wrote it, or capture and publish the baseline again.',
  },
  'PM-3009': {
    title: 'The baseline, or the version of it, that was asked for does not exist',
    exit: EXIT.couldNotRun,
    remedy: 'Publish one: `phase-mirror baseline publish --expect none`.',
  },
  'PM-3010': {
    title: 'No finding has the id that was given, or more than one has',
    exit: EXIT.usage,
    remedy: 'List them: `phase-mirror fp list`, or `phase-mirror fp list --report report.json`.',
  },
  'PM-3011': {
    title: 'A table holds more than a look at all of it may read',
    exit: EXIT.couldNotRun,
    remedy: 'Look at blocks an hour of all repositories together on the CloudWatch dashboard.',
  },
  'PM-4001': {
    title: 'No valid redaction nonce can be loaded',
    exit: EXIT.couldNotRun,
    remedy:
      'Run `npm run ops -- verify --env <environment>`; deploy `data` if the parameter is missing.',
  },
  'PM-4002': {
    title: 'A secret parameter is not 64 hexadecimal characters',
    exit: EXIT.couldNotRun,
    remedy: 'Replace the parameter by a new version; never edit a version in place.',
  },
  'PM-4003': {
    title: 'No valid salt can be loaded',
    exit: EXIT.couldNotRun,
    remedy:
      'Run `npm run ops -- verify --env <environment>`; deploy `data` if the parameter is missing.',
  },
  'PM-4004': {
    title: 'A redaction rule of the organisation cannot be used',
    exit: EXIT.usage,
    remedy:
      'Correct the rule named: RE2 syntax without look-around and back-references, and a pattern that matches no empty text.',
  },
  'PM-5001': {
    title: 'An L0 invariant does not hold',
    exit: EXIT.failed,
    remedy: 'Read the invariant named; L0 cannot be switched off.',
  },
} as const satisfies ErrorTable;

export type RuntimeErrorCode = keyof typeof RUNTIME_ERRORS;

export const runtimeError = errorsOf(RUNTIME_ERRORS);
