import { proposedWorkflow, rulesetFile } from '../../example-files.js';
import type { RuleMeta } from '../../rule.js';

type Files = Readonly<Record<string, string>>;

const adr = (file: string, ...lines: readonly string[]): Files => ({
  [`docs/adr/${file}`]: ['---', ...lines, '---', '', '# A decision', ''].join('\n'),
});
const DECIDED = ['status: accepted', 'date: 2026-03-02', "deciders: ['@example-org/platform']"];
const everyPath = adr(
  '0002-test-everything.md',
  ...DECIDED,
  'enforces:',
  '  checkRunsOn: all paths',
);
const ci = (...filter: readonly string[]): Files => ({
  ...proposedWorkflow('ci.yml', 'npm test', ...filter),
  ...rulesetFile({ contexts: ['test'] }),
});

export const adrLedgerMeta: RuleMeta = {
  id: 'MD-004.6',
  title: 'ADR ledger',
  rationale:
    'A decision record is worth what it can be held to: it has an owner and a date, nothing has taken its place, what it cites is there, and the repository does what it demands. Only front matter is read: no rule takes meaning out of prose, and an ADR without front matter is not judged.',
  remedy:
    'Correct the front matter (docs/adr-ledger.md), mark what is superseded, and change the decision before changing what it demands.',
  docs: 'docs/rules/MD-004.md#md-0046-adr-ledger',
  examples: [
    {
      title: 'a filter of paths on a check that a decision wants on all paths',
      answer: 'violation',
      base: { ...ci(), ...everyPath },
      change: ci('paths: [src/**]'),
    },
    {
      title: 'an accepted decision that another one has superseded',
      answer: 'violation',
      base: {
        ...adr('0001-monthly-releases.md', ...DECIDED),
        ...adr('0002-weekly-releases.md', ...DECIDED, 'supersedes: 1'),
      },
    },
    {
      title: 'an accepted decision without owner and date',
      answer: 'violation',
      base: adr('0001-monthly-releases.md', 'status: accepted'),
    },
    {
      title: 'a decision that cites a rule and a file that do not exist',
      answer: 'violation',
      base: adr(
        '0001-gates.md',
        ...DECIDED,
        'enforces:',
        '  rules: [MD-999.1]',
        '  files: [.github/workflows/gates.yml]',
      ),
    },
    {
      title: 'an `enforces` with a key that is misspelt',
      answer: 'violation',
      base: adr('0001-gates.md', ...DECIDED, 'enforces:', '  checksRunOn: all paths'),
    },
    {
      title: 'a change that supersedes the decision and adds the filter at once (low)',
      answer: 'violation',
      base: { ...ci(), ...everyPath },
      change: {
        ...ci('paths: [src/**]'),
        ...adr('0002-test-everything.md', 'status: superseded by 3'),
        ...adr('0003-test-sources.md', ...DECIDED, 'supersedes: 2'),
      },
    },
    {
      title: 'a workflow that starts for every change',
      answer: 'pass',
      base: { ...ci(), ...everyPath },
      change: { 'README.md': 'A ledger.\n' },
    },
    {
      title: 'a filter with a twin that reports the same name for all other paths',
      answer: 'pass',
      base: {
        ...ci('paths: [src/**]'),
        ...proposedWorkflow('no-ci.yml', 'npm test', 'paths-ignore: [src/**]'),
        ...everyPath,
      },
    },
    {
      title: 'a filter against a decision that is only proposed',
      answer: 'pass',
      base: {
        ...ci('paths: [src/**]'),
        ...adr('0002-test.md', 'status: proposed', 'enforces:', '  checkRunsOn: all paths'),
      },
    },
    {
      title: 'a decision that says that it is superseded, and by which',
      answer: 'pass',
      base: {
        ...adr('0001-monthly-releases.md', 'status: superseded by ADR-0002'),
        ...adr('0002-weekly-releases.md', ...DECIDED, 'supersedes: [0001-monthly-releases.md]'),
      },
    },
    {
      title: 'an ADR in prose: it says nothing that a machine may read',
      answer: 'pass',
      base: {
        'docs/adr/0001-gates.md': '# Gates\n\nStatus: accepted\n\nChecks run on all paths.\n',
      },
    },
    {
      title: 'a front matter that is no YAML',
      answer: 'unknown',
      base: adr('0001-gates.md', 'status: [accepted'),
    },
    {
      title: 'a decision about the required checks, where nothing says which these are',
      answer: 'unknown',
      base: { ...proposedWorkflow('ci.yml', 'npm test', 'paths: [src/**]'), ...everyPath },
    },
  ],
};
