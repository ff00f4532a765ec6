import { optionLines, type OptionSpecs } from './options.js';
import { STORE_OPTIONS } from './scope.js';

/** Which branch of which repository, and where its baseline is. */
const COMMON = {
  repo: {
    type: 'string',
    value: 'DIR',
    help: 'git repository; default the one around the working folder',
  },
  branch: {
    type: 'string',
    value: 'NAME',
    help: 'protected branch that the baseline is of; default the default branch',
  },
  ...STORE_OPTIONS,
} as const satisfies OptionSpecs;

const HEAD = {
  head: { type: 'string', value: 'REF', help: 'commit to read; default HEAD' },
  live: {
    type: 'boolean',
    help: 'ask GitHub as well what is in force for the branch; needs GITHUB_TOKEN',
  },
} as const;
const BY = {
  by: { type: 'string', value: 'NAME', help: 'who accepts it; default GITHUB_ACTOR, else USER' },
} as const;
const VERSION = {
  type: 'string',
  value: 'VERSION',
  help: 'as `show --versions` lists it',
} as const;
const EXPECT = {
  expect: {
    type: 'string',
    value: 'HASH',
    help: 'hash of the baseline that is replaced, `none` where there is none yet; required',
  },
} as const;

export const BASELINE_OPTIONS = {
  capture: {
    ...HEAD,
    ...BY,
    out: { type: 'string', value: 'FILE', help: 'write it to a file, for `publish --file`' },
    'on-branch': {
      type: 'boolean',
      help: 'refuse a commit that the branch has not, as `publish` does',
    },
    ...COMMON,
  },
  publish: {
    ...EXPECT,
    file: {
      type: 'string',
      value: 'FILE',
      help: 'what `capture --out` wrote; default: capture now',
    },
    ...HEAD,
    ...BY,
    ...COMMON,
  },
  show: {
    version: VERSION,
    versions: { type: 'boolean', help: 'list what was published, newest first' },
    ...COMMON,
  },
  diff: { ...HEAD, version: VERSION, ...COMMON },
  restore: { ...EXPECT, version: { ...VERSION, help: `${VERSION.help}; required` }, ...COMMON },
} as const satisfies Readonly<Record<string, OptionSpecs>>;

export type BaselineCommand = keyof typeof BASELINE_OPTIONS;

const SUMMARIES: Readonly<Record<BaselineCommand, string>> = {
  capture: 'shows what would be accepted of the repository as it is',
  publish: 'accepts it: makes it the baseline of the branch',
  show: 'shows the baseline in force, or an older version',
  diff: 'compares the repository as it is with its baseline',
  restore: 'publishes an older version again',
};

const EXAMPLES: Readonly<Record<BaselineCommand, string>> = {
  capture: `  phase-mirror baseline capture
  phase-mirror baseline capture --head origin/main --by ada --out baseline.json`,
  publish: `  phase-mirror baseline publish --expect none
  phase-mirror baseline publish --expect HASH --file baseline.json --store aws --environment production`,
  show: `  phase-mirror baseline show
  phase-mirror baseline show --versions`,
  diff: `  phase-mirror baseline diff
  phase-mirror baseline diff --version 3 --json`,
  restore: `  phase-mirror baseline restore --version 3 --expect HASH`,
};

const EXITS: Readonly<Record<BaselineCommand, string>> = {
  capture: '0 read   2 usage   3 could not run',
  publish:
    '0 published, or it is in force already   1 somebody else published meanwhile   2 usage   3 could not run',
  show: '0 shown   2 usage   3 could not run, or there is none',
  diff: '0 nothing is weaker   1 something is   2 usage   3 could not run, or there is no baseline',
  restore:
    '0 restored   1 somebody else published meanwhile   2 usage   3 could not run, or no such version',
};

export function baselineHelp(): string {
  const width = Math.max(...Object.keys(SUMMARIES).map((name) => name.length));
  const list = Object.entries(SUMMARIES).map(([name, says]) => `  ${name.padEnd(width)}  ${says}`);
  return `phase-mirror baseline: the accepted facts of a branch, which drift is judged by

Commands
${list.join('\n')}

A baseline is replaced only by who names the hash of the one in force: of two publishers one wins.
\`phase-mirror check --mode drift\` judges by it.

  phase-mirror baseline COMMAND --help
`;
}

export function baselineCommandHelp(command: BaselineCommand): string {
  return `phase-mirror baseline ${command}: ${SUMMARIES[command]}

Options
${optionLines(BASELINE_OPTIONS[command])}

Exit codes
  ${EXITS[command]}

Examples
${EXAMPLES[command]}
`;
}
