import type {
  BypassActor,
  MergeQueue,
  PullRequestRule,
  RequiredCheck,
  Stated,
} from '../claims/claim.js';
import type { BranchClaim } from '../claims/claim.js';
import { flag, listOf, objectOf, oneOf, optional, text, whole, type Shape } from './shape.js';
import { quoted } from './shapes-places.js';

// A field added to a type of a claim is added here as well: tsc names the shape that lacks it.

const stated = <T>(value: Shape<T>): Shape<Stated<T>> =>
  objectOf<{ value: unknown } & typeof quoted>({ ...quoted, value } as never) as never;
const number = optional(stated(whole));

export const claim = objectOf<BranchClaim>({
  kind: oneOf('branch-protection', 'ruleset'),
  path: text,
  at: objectOf(quoted),
  name: optional(text),
  target: objectOf<BranchClaim['target']>({ include: listOf(text), exclude: listOf(text) }),
  enforcement: oneOf('active', 'evaluate', 'disabled'),
  strict: optional(flag),
  checks: listOf(objectOf<RequiredCheck>({ ...quoted, context: text, app: optional(whole) })),
  mergeQueue: optional(
    objectOf<MergeQueue>({
      ...quoted,
      groupingStrategy: optional(stated(text)),
      maxEntriesToBuild: number,
      maxEntriesToMerge: number,
      checkResponseTimeoutMinutes: number,
    }),
  ),
  pullRequest: optional(
    objectOf<PullRequestRule>({
      ...quoted,
      approvals: optional(whole),
      codeOwners: optional(flag),
      dismissStale: optional(flag),
      lastPush: optional(flag),
    }),
  ),
  forcePushes: optional(stated(flag)),
  bypass: optional(
    listOf(
      objectOf<BypassActor>({ ...quoted, kind: text, id: optional(whole), mode: optional(text) }),
    ),
  ),
  foreignWorkflows: flag,
  about: oneOf('yes', 'no', 'unknown'),
});
