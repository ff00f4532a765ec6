import { firstParents, gapsOf, valueOf, type Facts } from '../../../facts/index.js';
import { apiEvidence, apiPath, hiddenQuestion } from '../../live.js';
import { policyEvidence, policyOf } from '../../policy-in-force.js';
import { judgeEach, NOTHING_JUDGED, type Question, type TreeResult } from '../../violation.js';
import type { Violation } from '../../violation.js';

/** Commits that a push brought to the branch past every pull request, where the policy wants one. */
export function directCommits(check: string, facts: Facts): TreeResult {
  const { change, live } = facts;
  const branch = valueOf(change.branch)?.name;
  const { push } = change.event ?? {};
  if (!policyOf(facts).require.pullRequests || push === undefined || push.deleted) {
    return NOTHING_JUDGED;
  }
  if (branch === undefined || push.ref !== `refs/heads/${branch}`) return NOTHING_JUDGED;
  // GitHub itself makes the commits of merges, squashes, queues and its editor.
  const own = firstParents(valueOf(change.commits) ?? [], change.head).filter(
    ({ committer }) => committer.account?.login !== 'web-flow',
  );
  const proposals = live?.proposals;
  const known = new Map(
    (valueOf(proposals ?? NONE) ?? []).map(({ commit, pulls }) => [commit, pulls]),
  );
  return judgeEach(check, own, ({ id, author }): Violation | Question | undefined => {
    const subject = `commit ${id}`;
    const pulls = known.get(id);
    if (pulls !== undefined && pulls.length > 0) return undefined;
    if (pulls === undefined) {
      return proposals === undefined || gapsOf(proposals).length === 0
        ? { ...hiddenQuestion(subject, [NOT_ASKED]) }
        : hiddenQuestion(subject, [proposals]);
    }
    return {
      subject,
      severity: 'medium',
      confidence: 'high',
      title: `commit ${id.slice(0, 12)} was pushed to ${branch} without a pull request`,
      claim: policyEvidence(
        facts,
        '/require/pullRequests',
        'every commit of the branch comes through a pull request',
      ),
      reality: apiEvidence(
        `no pull request brought ${id.slice(0, 12)}, by ${author.name}`,
        live === undefined ? '' : apiPath(live, `commits/${id}/pulls`),
      ),
      why: 'Nothing tells why it was made, who looked at it, and which checks it passed.',
      fix: 'Review it now and note why it was pushed; forbid direct pushes with a rule `pull_request`.',
    };
  });
}

const NONE = { state: 'unknown', gaps: [] } as const;

const NOT_ASKED = {
  state: 'unknown',
  gaps: [
    {
      code: 'github-hidden',
      reason: 'GitHub was not asked which pull request brought it',
      missing: 'pull-requests: read',
    },
  ],
} as const;
