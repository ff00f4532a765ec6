import { gapsOf, known, seen, unknown, valueOf, type Answer, type Gap } from '../answer.js';
import { pullIn, type EventFacts } from '../event-facts.js';
import type { Commit } from '../git/commits.js';
import { answerOf, asker, gapOf, NEEDS, object, type Asker } from './ask.js';
import type { GitHub, Reply } from './client.js';
import { collectGroup, collectProposals } from './collect-commits.js';
import type { LiveClaim, LiveFacts } from './live.js';
import { withRights } from './rights.js';
import {
  bypassesIn,
  checkRunsIn,
  classicClaimIn,
  codeownersErrorsIn,
  hasClassicIn,
  reviewsIn,
  rulesetClaimIn,
  rulesetsIn,
  workflowSettingsIn,
} from './read-live.js';

/** What is asked about. */
export interface LiveSubject {
  /** `owner/name`. */
  readonly repository: string;
  readonly branch: string;
  /** Head commit of the change. */
  readonly head: string;
  readonly event?: EventFacts;
  /** Commits of the change, newest first, as far as they are known. */
  readonly commits?: readonly Commit[];
}

/** Rulesets whose name and bypass actors are asked for. */
const MAX_RULESETS = 100;

/**
 * Asks GitHub, side by side, in two rounds whatever the size of the repository: first what needs
 * nothing else, then rulesets and reviewers by their names. Never throws: what cannot be had is unknown.
 */
export async function collectLive(github: GitHub, subject: LiveSubject): Promise<LiveFacts> {
  const { repository, branch, head, event } = subject;
  const repo = `/repos/${repository.split('/').map(encodeURIComponent).join('/')}`;
  const name = encodeURIComponent(branch);
  const ask = asker(github);
  const number = event?.pull?.number;
  const pull = `${repo}/pulls/${number ?? 0}`;
  // The queue and a push judge a commit; the checks of a pull request are on the head of its branch.
  const checked = event?.pull?.head.commit ?? head;
  const pathOf = {
    rules: `${repo}/rules/branches/${name}`,
    protection: `${repo}/branches/${name}/protection`,
  };
  const [rules, branchInfo, classic, errors, workflows, bypasses, runs, pullInfo, reviews] =
    await Promise.all([
      ask.list(pathOf.rules, NEEDS.metadata, rulesetsIn),
      ask.get(`${repo}/branches/${name}`, NEEDS.contents, hasClassicIn),
      ask.raw(pathOf.protection),
      ask.get(`${repo}/codeowners/errors?ref=${name}`, NEEDS.contents, codeownersErrorsIn),
      ask.get(`${repo}/actions/permissions/workflow`, NEEDS.administration, workflowSettingsIn),
      ask.list(
        `${repo}/rulesets/rule-suites?ref=${name}&rule_suite_result=bypass&time_period=week`,
        NEEDS.administration,
        bypassesIn,
      ),
      ask.list(`${repo}/commits/${checked}/check-runs`, NEEDS.checks, checkRunsIn, 'check_runs'),
      number === undefined ? undefined : ask.get(pull, NEEDS.pulls, (body) => pullIn(object(body))),
      number === undefined ? undefined : ask.list(`${pull}/reviews`, NEEDS.pulls, reviewsIn),
    ]);
  const [rulesets, judged, group, proposals] = await Promise.all([
    rulesetClaims(ask, repo, pathOf.rules, branch, rules),
    reviews === undefined ? undefined : withRights(ask, repo, reviews),
    collectGroup(ask, repo, subject),
    collectProposals(ask, repo, subject),
  ]);
  return {
    api: github.api,
    repository,
    branch,
    claims: merged(rulesets, classicClaims(pathOf.protection, branch, classic, branchInfo)),
    codeownersErrors: errors,
    workflows,
    bypasses,
    checkRuns: runs,
    ...(pullInfo === undefined ? {} : { pull: pullInfo }),
    ...(judged === undefined ? {} : { reviews: judged }),
    ...(group === undefined ? {} : { group }),
    ...(proposals === undefined ? {} : { proposals }),
  };
}

async function rulesetClaims(
  ask: Asker,
  repo: string,
  path: string,
  branch: string,
  rules: Answer<ReturnType<typeof rulesetsIn>>,
): Promise<Answer<readonly LiveClaim[]>> {
  const found = valueOf(rules);
  if (found === undefined) return unknown(...gapsOf(rules));
  const details = await Promise.all(
    found
      .slice(0, MAX_RULESETS)
      .map(({ id }) =>
        ask.get(`${repo}/rulesets/${id}?includes_parents=true`, NEEDS.metadata, object),
      ),
  );
  const claims: LiveClaim[] = [];
  const gaps: Gap[] = [];
  for (const [i, ruleset] of found.entries()) {
    // What a ruleset does is known of the branch already; name and bypass actors are absent if hidden.
    const detail = details[i];
    const shown = detail === undefined ? undefined : valueOf(detail)?.value;
    const read = answerOf(path, { state: 'answered', body: null }, NEEDS.metadata, () =>
      rulesetClaimIn(path, branch, ruleset, shown),
    );
    gaps.push(...gapsOf(read));
    const claim = valueOf(read);
    if (claim !== undefined) claims.push(claim);
  }
  return seen(claims, gaps);
}

/** GitHub answers 404 both for a branch without protection and to callers who may not know. */
function classicClaims(
  path: string,
  branch: string,
  reply: Reply,
  branchInfo: Answer<boolean | undefined>,
): Answer<readonly LiveClaim[]> {
  if (reply.state === 'answered') {
    return answerOf(path, reply, NEEDS.administration, (body) => [
      classicClaimIn(path, branch, body),
    ]);
  }
  const absent = reply.code === 'github-hidden' && reply.why === 'Branch not protected';
  if (absent || (reply.code === 'github-hidden' && valueOf(branchInfo) === false)) return known([]);
  return unknown(gapOf(path, reply, NEEDS.administration));
}

/** What was seen of either, beside what was not: a part that is hidden hides no other. */
function merged(
  rulesets: Answer<readonly LiveClaim[]>,
  classic: Answer<readonly LiveClaim[]>,
): Answer<readonly LiveClaim[]> {
  const gaps = [...gapsOf(rulesets), ...gapsOf(classic)];
  if (rulesets.state === 'unknown' && classic.state === 'unknown') return unknown(...gaps);
  return seen([...(valueOf(rulesets) ?? []), ...(valueOf(classic) ?? [])], gaps);
}
