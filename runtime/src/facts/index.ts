export * from './answer.js';
export * from './claims/claim.js';
export { collectFacts, type FactsRequest } from './collect.js';
export { canonicalJson, digestOf } from './digest.js';
export { GAPS, type GapCode } from './gaps.js';
export { gitCommand, type Git } from './git/git.js';
export type { Place, Quoted } from './place.js';
export * from './policy-file/policy.js';
export * from './snapshot.js';
export { canBe, displayName, isExact } from './workflows/check-name.js';
export { checkName, type CheckSegment } from './workflows/emitted-checks.js';
export {
  grantOf,
  type Job,
  type Permissions,
  type Trigger,
  type Workflow,
} from './workflows/workflow.js';
