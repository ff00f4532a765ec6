import { valueOf, type Facts } from '../../facts/index.js';
import { changeRule } from '../change-rule.js';
import { policyFile } from '../example-files.js';
import { policyEvidence, policyOf } from '../policy-in-force.js';
import type { RuleMeta } from '../rule.js';
import { NOTHING_JUDGED, type TreeResult } from '../violation.js';

const readme = { 'README.md': 'A ledger.\n' };
const change = { 'README.md': 'A ledger that balances.\n' };
const policy = policyFile('require:', '  signedCommits: true');

const meta: RuleMeta = {
  id: 'MD-004.4',
  title: 'Broken audit trail: unsigned commits',
  rationale:
    'Author and committer of a commit are what its maker typed. Where the policy says that commits are signed, one without a signature has an author that nobody can prove.',
  remedy: 'Sign the commits of the change, and set up signing where they are made.',
  docs: 'docs/rules/MD-004.md#md-0044-broken-audit-trail-unsigned-commits',
  examples: [
    {
      title: 'an unsigned commit where commits are signed',
      answer: 'violation',
      base: { ...readme, ...policy },
      change,
    },
    { title: 'no policy about signatures', answer: 'pass', base: readme, change },
    {
      title: 'a policy that comes with the change: the one of the branch decides',
      answer: 'pass',
      base: readme,
      change: { ...change, ...policy },
    },
  ],
};

/** Commits of the change without a signature, where the policy says that commits are signed. */
export const unsignedCommits = changeRule(meta, judge);

const SHOWN = 3;

function judge(facts: Facts): TreeResult {
  if (!policyOf(facts).require.signedCommits || facts.before === undefined) return NOTHING_JUDGED;
  // GitHub makes the commits of merges, queues and its editor, and vouches for them itself.
  const commits = (valueOf(facts.change.commits) ?? []).filter(
    ({ committer }) => committer.account?.login !== 'web-flow',
  );
  const unsigned = commits.filter(({ signature }) => signature === 'none').map(({ id }) => id);
  if (unsigned.length === 0) return { ...NOTHING_JUDGED, judged: commits.length };
  const more = unsigned.length - SHOWN;
  const shown = unsigned.slice(0, SHOWN).map((id) => id.slice(0, 12));
  return {
    unknowns: [],
    judged: commits.length,
    violations: [
      {
        subject: 'signatures',
        severity: 'medium',
        confidence: 'high',
        title: `${unsigned.length} of ${commits.length} commits are not signed`,
        claim: policyEvidence(facts, '/require/signedCommits', 'every commit is signed'),
        reality: {
          says: `no signature in ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
          quote: '',
        },
        why: 'Who made these commits is what their maker typed: nobody can prove it later.',
        fix: 'Sign them: `git rebase --exec "git commit --amend --no-edit --gpg-sign" <base>`; then `git config commit.gpgsign true`.',
      },
    ],
  };
}
