import { gapsOf, known, seen, unknown, valueOf, type Answer, type Gap } from '../answer.js';
import { pullIn, type EventFacts } from '../event-facts.js';
import { isMachine } from './agents.js';
import type { GitHub, Reply } from './client.js';
import type { LiveClaim, LiveFacts, LiveReview } from './live.js';
import { Missing, partOf } from './part.js';
import {
  bypassesIn,
  checkRunsIn,
  classicClaimIn,
  codeownersErrorsIn,
  hasClassicIn,
  mayWriteIn,
  reviewsIn,
  rulesetClaimIn,
  rulesetsIn,
  workflowSettingsIn,
  type ReviewWithoutRight,
} from './read-live.js';

/** What is asked about. */
export interface LiveSubject {
  /** `owner/name`. */
  readonly repository: string;
  readonly branch: string;
  /** Head commit of the change. */
  readonly head: string;
  readonly event?: EventFacts;
}

/** Reviewers whose right to write is asked for. */
const MAX_REVIEWERS = 100;
/** Rulesets whose name and bypass actors are asked for. */
const MAX_RULESETS = 100;

/** The permission of a fine-grained token or of `permissions:` in a workflow that shows an answer. */
const NEEDS = {
  metadata: 'metadata: read',
  contents: 'contents: read',
  pulls: 'pull-requests: read',
  checks: 'checks: read',
  administration: 'administration: read',
} as const;

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
  const [rulesets, judged] = await Promise.all([
    rulesetClaims(ask, repo, pathOf.rules, branch, rules),
    reviews === undefined ? undefined : withRights(ask, repo, reviews),
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
  };
}

interface Asker {
  raw(path: string): Promise<Reply>;
  get<T>(path: string, needs: string, read: (body: unknown) => T): Promise<Answer<T>>;
  list<T>(
    path: string,
    needs: string,
    read: (body: unknown) => T,
    key?: string,
  ): Promise<Answer<T>>;
}

function asker(github: GitHub): Asker {
  return {
    raw: (path) => github.get(path),
    get: async (path, needs, read) => answerOf(path, await github.get(path), needs, read),
    list: async (path, needs, read, key) =>
      answerOf(path, await github.list(path, key), needs, read),
  };
}

function answerOf<T>(
  path: string,
  reply: Reply,
  needs: string,
  read: (body: unknown) => T,
): Answer<T> {
  if (reply.state === 'failed') return unknown(gapOf(path, reply, needs));
  try {
    return known(read(reply.body));
  } catch (cause) {
    if (!(cause instanceof Missing)) throw cause;
    return unknown({ code: 'github-malformed', reason: `GET ${bare(path)}: ${cause.message}` });
  }
}

function gapOf(path: string, reply: Extract<Reply, { state: 'failed' }>, needs: string): Gap {
  const { code, status, why } = reply;
  const said = code === 'github-hidden' ? `status ${status}${why === '' ? '' : `, ${why}`}` : why;
  const reason = `GET ${bare(path)}: ${said}`;
  return code === 'github-hidden' ? { code, reason, missing: needs } : { code, reason };
}

/** What is asked for is told by the path; the query only narrows it. */
const bare = (path: string): string => path.split('?')[0] as string;

function object(body: unknown): NonNullable<ReturnType<typeof partOf>> {
  const part = partOf(body, '');
  if (part === undefined) throw new Missing('the answer is no object');
  return part;
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

/** Asks for each person once whether they may write; a machine's approval is judged by other rules. */
async function withRights(
  ask: Asker,
  repo: string,
  reviews: Answer<readonly ReviewWithoutRight[]>,
): Promise<Answer<readonly LiveReview[]>> {
  const list = valueOf(reviews);
  if (list === undefined) return unknown(...gapsOf(reviews));
  const people = [
    ...new Set(list.filter(({ author }) => !isMachine(author)).map(({ author }) => author.login)),
  ];
  const asked = await Promise.all(
    people.slice(0, MAX_REVIEWERS).map(async (login) => {
      const path = `${repo}/collaborators/${encodeURIComponent(login)}/permission`;
      return [login, await ask.get(path, NEEDS.metadata, mayWriteIn)] as const;
    }),
  );
  const rights = new Map<string, Answer<boolean>>(asked);
  const tooMany = unknown<boolean>({
    code: 'github-limited',
    reason: `the pull request has more than ${MAX_REVIEWERS} reviewers`,
  });
  return known(
    list.map((review) => ({
      ...review,
      mayWrite: isMachine(review.author)
        ? known(false)
        : (rights.get(review.author.login) ?? tooMany),
    })),
  );
}
