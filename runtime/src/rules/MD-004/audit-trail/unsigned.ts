import { valueOf, type Facts } from '../../../facts/index.js';
import { policyEvidence, policyOf } from '../../policy-in-force.js';
import { NOTHING_JUDGED, type TreeResult } from '../../violation.js';

const SHOWN = 3;

/** Commits of the change without a signature, where the policy says that commits are signed. */
export function unsigned(facts: Facts): TreeResult {
  if (!policyOf(facts).require.signedCommits || facts.before === undefined) return NOTHING_JUDGED;
  // GitHub makes the commits of merges, queues and its editor, and vouches for them itself.
  const commits = (valueOf(facts.change.commits) ?? []).filter(
    ({ committer }) => committer.account?.login !== 'web-flow',
  );
  const bare = commits.filter(({ signature }) => signature === 'none').map(({ id }) => id);
  if (bare.length === 0) return { ...NOTHING_JUDGED, judged: commits.length };
  const more = bare.length - SHOWN;
  const shown = bare.slice(0, SHOWN).map((id) => id.slice(0, 12));
  return {
    unknowns: [],
    judged: commits.length,
    violations: [
      {
        subject: 'signatures',
        severity: 'medium',
        confidence: 'high',
        title: `${bare.length} of ${commits.length} commits are not signed`,
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
