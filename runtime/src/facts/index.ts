export type * from './adr/adr.js';
export * from './answer.js';
export * from './claims/claim.js';
export { withAccepted, type LoadBaseline } from './baseline.js';
export { collectFacts, type FactsRequest } from './collect.js';
export { canonicalJson, digestOf } from './digest.js';
export { GAPS, type GapCode } from './gaps.js';
export { firstParents, type Commit } from './git/commits.js';
export { gitCommand, type Git } from './git/git.js';
export { mapped } from './git/mailmap.js';
export type { Person } from './git/people.js';
export type { EventFacts, GroupFacts, PullFacts } from './event-facts.js';
export { sameAccount, type Account } from './github/account.js';
export { isMachine, machineOf, type MachineMatch } from './github/agents.js';
export type {
  Bypass,
  CodeownersError,
  GroupPull,
  LiveCheck,
  LiveClaim,
  LiveFacts,
  LiveReview,
  Proposal,
} from './github/live.js';
export { liveGaps, withLive } from './github/with-live.js';
export type { Place, Quoted } from './place.js';
export type { InlineIgnore } from './ignores/ignore.js';
export type * from './codeowners/codeowners.js';
export type { Owner } from './codeowners/owner.js';
export { SAFEGUARDS, type ModelConsumer } from './models/model-consumer.js';
export type * from './plan/plan.js';
export { readPlan } from './plan/read-plan.js';
export * from './policy-file/policy.js';
export * from './snapshot.js';
export { canBe, displayName, isExact } from './workflows/check-name.js';
export { isAbout } from './claims/ref-pattern.js';
export { checkName, type CheckSegment, type Skip } from './workflows/emitted-checks.js';
export { actionFolder, type Action } from './workflows/action.js';
export { textFor, truthFor, type RunContext } from './workflows/evaluate-text.js';
export { passesPatterns } from './workflows/filter-pattern.js';
export {
  grantOf,
  GRANTS,
  type Concurrency,
  type Job,
  type NamedText,
  type Permissions,
  type Step,
  type Trigger,
  type Workflow,
} from './workflows/workflow.js';
