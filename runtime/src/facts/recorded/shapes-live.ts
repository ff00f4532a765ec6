import { REVIEW_STATES } from '../event-facts.js';
import {
  LEVELS,
  type Bypass,
  type CodeownersError,
  type GroupPull,
  type LiveCheck,
  type LiveClaim,
  type LiveFacts,
  type LiveReview,
  type Proposal,
  type WorkflowSettings,
} from '../github/live.js';
import { flag, listOf, objectId, objectOf, oneOf, optional, text, whole } from './shape.js';
import { answerOf } from './shapes-answer.js';
import { claim } from './shapes-claims.js';
import { account, pull } from './shapes-history.js';

// A field added to a type of live facts is added here as well: tsc names the shape that lacks it.

const checkRuns = answerOf(
  listOf(
    objectOf<LiveCheck>({
      name: text,
      app: optional(whole),
      status: text,
      conclusion: optional(text),
    }),
  ),
);
const reviews = answerOf(
  listOf(
    objectOf<LiveReview>({
      author: account,
      state: oneOf(...REVIEW_STATES),
      commit: optional(objectId),
      mayWrite: answerOf(flag),
    }),
  ),
);

export const live = objectOf<LiveFacts>({
  api: text,
  repository: text,
  branch: text,
  claims: answerOf(
    listOf(
      objectOf<LiveClaim>({
        claim,
        level: oneOf(...LEVELS),
        id: optional(whole),
        pointers: listOf(text),
      }),
    ),
  ),
  codeownersErrors: answerOf(
    listOf(objectOf<CodeownersError>({ line: whole, column: whole, kind: text, path: text })),
  ),
  workflows: answerOf(
    objectOf<WorkflowSettings>({ defaultPermissions: oneOf('read', 'write'), mayApprove: flag }),
  ),
  bypasses: answerOf(
    listOf(
      objectOf<Bypass>({ id: whole, commit: objectId, actor: optional(text), at: optional(text) }),
    ),
  ),
  checkRuns,
  pull: optional(answerOf(pull)),
  reviews: optional(reviews),
  group: optional(answerOf(listOf(objectOf<GroupPull>({ pull, reviews, checkRuns })))),
  proposals: optional(
    answerOf(listOf(objectOf<Proposal>({ commit: objectId, pulls: listOf(whole) }))),
  ),
});
