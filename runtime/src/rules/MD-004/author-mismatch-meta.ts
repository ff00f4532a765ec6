import { policyFile } from '../example-files.js';
import { ADA, BOB, exampleEvent, examplePull } from '../example-live.js';
import type { PullFacts } from '../../facts/index.js';
import type { RuleMeta, Told } from '../rule.js';

const base = {
  'README.md': 'A ledger.\n',
  ...policyFile('require:', '  matchingAuthors: true'),
};
const change = { 'README.md': 'A ledger that balances.\n' };
const BY_ADA = 'ada <1+ada@users.noreply.github.com>';
const GITHUB = 'GitHub <noreply@github.com>';

function of(author: PullFacts['author'], who: string): { readonly told: Told } {
  return {
    told: {
      says: `The pull request is by ${who}.`,
      facts: ({ head, base: from }) => ({ event: exampleEvent(examplePull(author, head, from)) }),
    },
  };
}

export const authorMismatchMeta: RuleMeta = {
  id: 'MD-004.5',
  title: 'Author mismatch',
  rationale:
    'Git writes whatever name it is told. Where the policy says that author, committer and proposer of a commit are one account, a commit that says otherwise puts words into the mouth of somebody who may never have seen it.',
  remedy:
    'Commit under your own name, name who helped in `Co-authored-by`, and map the addresses of one person in `.mailmap`.',
  docs: 'docs/rules/MD-004.md#md-0045-author-mismatch',
  examples: [
    {
      title: 'a commit of ada in the pull request of bob',
      answer: 'violation',
      base,
      change,
      author: BY_ADA,
      ...of(BOB, 'bob'),
    },
    {
      title: 'a commit of ada that bob has committed',
      answer: 'violation',
      base,
      change,
      author: BY_ADA,
      committer: 'bob <2+bob@users.noreply.github.com>',
      ...of(ADA, 'ada'),
    },
    {
      title: 'a commit of ada in the pull request of ada, under her login of before',
      answer: 'pass',
      base,
      change,
      author: 'Ada <1+ada-old@users.noreply.github.com>',
      ...of(ADA, 'ada, account 1'),
    },
    {
      title: 'a commit of ada that GitHub has committed: web editor, squash or queue',
      answer: 'pass',
      base,
      change,
      author: BY_ADA,
      committer: GITHUB,
      ...of(ADA, 'ada'),
    },
    {
      title: 'a commit of ada that names bob, who proposes it, as co-author',
      answer: 'pass',
      base,
      change,
      author: BY_ADA,
      message: 'Balance\n\nCo-authored-by: Bob <2+bob@users.noreply.github.com>\n',
      ...of(BOB, 'bob'),
    },
    {
      title: 'an address that .mailmap of the branch maps to the account',
      answer: 'pass',
      base: { ...base, '.mailmap': 'Ada <1+ada@users.noreply.github.com> <ada@old.example.org>\n' },
      change,
      author: 'Ada <ada@old.example.org>',
      ...of(ADA, 'ada'),
    },
    {
      title: 'no policy about it',
      answer: 'pass',
      base: { 'README.md': 'A ledger.\n' },
      change,
      author: BY_ADA,
      ...of(BOB, 'bob'),
    },
    {
      title: 'an address that names no account',
      answer: 'unknown',
      base,
      change,
      author: 'Ada <ada@example.org>',
      ...of(ADA, 'ada'),
    },
  ],
};
