import type { Group, GroupCommand } from './group.js';
import type { OptionSpecs } from './options.js';
import { STORE_OPTIONS } from './scope.js';

const REPORT = {
  report: {
    type: 'string',
    value: 'FILE',
    help: 'a JSON report that has the finding: its repository, its words and its fingerprints are used',
  },
} as const satisfies OptionSpecs;

const REPOSITORY = {
  repository: {
    type: 'string',
    value: 'OWNER/NAME',
    help: 'repository of a fingerprint; default that of --report, else the one around the working folder',
  },
} as const satisfies OptionSpecs;

const BY = {
  by: { type: 'string', value: 'NAME', help: 'who reviewed; default GITHUB_ACTOR, else USER' },
} as const satisfies OptionSpecs;

export const FP_STATES = ['pending', 'false-positive', 'true-positive'] as const;

const FINDING: NonNullable<GroupCommand['word']> = {
  name: 'FINDING',
  help: 'an id of `fp list` or a fingerprint of a report, its first 8 characters or more',
};

const OPTIONS = {
  mark: {
    as: {
      type: 'string',
      choices: ['false-positive', 'true-positive'],
      help: 'what it is; default false-positive',
    },
    ...BY,
    ticket: { type: 'string', value: 'TEXT', help: 'where it is argued: a ticket or a link' },
    ...REPORT,
    ...REPOSITORY,
    ...STORE_OPTIONS,
  },
  unmark: { ...REPORT, ...REPOSITORY, ...STORE_OPTIONS },
  show: { ...REPORT, ...REPOSITORY, ...STORE_OPTIONS },
  list: {
    rule: { type: 'string', value: 'RULE', help: 'only findings of this rule' },
    state: { type: 'string', choices: FP_STATES, help: 'only findings that are this' },
    count: { type: 'string', value: 'N', help: 'newest events of a rule to look at; default 1000' },
    ...REPORT,
    ...STORE_OPTIONS,
  },
  window: {
    count: { type: 'string', value: 'N', help: 'the newest N events, 1 to 10000; default 200' },
    since: { type: 'string', value: 'WHEN', help: 'events since 30d, 2026-11-01 or a UTC time' },
    ...STORE_OPTIONS,
  },
} as const satisfies Readonly<Record<string, OptionSpecs>>;

export type FpCommand = keyof typeof OPTIONS;

const NAMED = '0 done   2 usage, or no such finding   3 could not run';

export const FP: Group<FpCommand> = {
  name: 'fp',
  title: 'what people said of findings, and how often a rule was wrong',
  commands: {
    mark: {
      summary: 'says that a finding was wrongly reported; checks leave it out from now on',
      word: FINDING,
      options: OPTIONS.mark,
      exits: NAMED,
      examples: [
        'phase-mirror fp mark 3f2a9c81 --by ada --ticket T-7 --report report.json',
        'phase-mirror fp mark 3f2a9c81 --as true-positive --by ada --ticket T-8',
      ],
    },
    unmark: {
      summary: 'takes back what was said of a finding: it is pending again',
      word: FINDING,
      options: OPTIONS.unmark,
      exits: NAMED,
      examples: ['phase-mirror fp unmark 3f2a9c81 --report report.json'],
    },
    show: {
      summary: 'shows a finding: what was said of it, by whom, and when it was seen',
      word: FINDING,
      options: OPTIONS.show,
      exits: NAMED,
      examples: ['phase-mirror fp show 3f2a9c81 --json'],
    },
    list: {
      summary: 'lists the findings that were recorded, or those of a report',
      options: OPTIONS.list,
      exits: '0 listed   2 usage   3 could not run',
      examples: [
        'phase-mirror fp list --state pending --rule MD-001',
        'phase-mirror fp list --report report.json',
      ],
    },
    window: {
      summary: 'shows how many events of a rule were false positives, with a 95 % interval',
      word: { name: 'RULE', help: 'a rule such as MD-001' },
      options: OPTIONS.window,
      exits: '0 shown   2 usage   3 could not run',
      examples: [
        'phase-mirror fp window MD-001',
        'phase-mirror fp window MD-001 --since 30d --store aws --environment production --json',
      ],
    },
  },
  note: `A finding is known by its id, made of its repository and its fingerprint: what is a false positive in one
repository is none in another. The words of a finding are in its report alone; the store keeps its id.`,
};
