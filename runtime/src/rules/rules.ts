import { claimDiffers } from './MD-001/claim-differs.js';
import { duplicateEmitters } from './MD-001/duplicate-emitters.js';
import { failOpenGate } from './MD-001/fail-open-gate.js';
import { filteredWorkflow } from './MD-001/filtered-workflow.js';
import { nothingRequired } from './MD-001/nothing-required.js';
import { phantomContext } from './MD-001/phantom-context.js';
import { shapeShiftingGate } from './MD-001/shape-shifting-gate.js';
import { skippableMatrix } from './MD-001/skippable-matrix.js';
import { unpinnedSource } from './MD-001/unpinned-source.js';
import { weakenedCheck } from './MD-001/weakened-check.js';
import { agentChange } from './MD-002/agent-change.js';
import { attribution } from './MD-002/attribution.js';
import { codeownersLines } from './MD-002/codeowners-lines.js';
import { codeownersVoid } from './MD-002/codeowners-void.js';
import { confusedDeputy } from './MD-002/confused-deputy.js';
import { excessiveToken } from './MD-002/excessive-token.js';
import { instructionFiles } from './MD-002/instruction-files.js';
import { machineApproval } from './MD-002/machine-approval.js';
import { ruleOf } from './finding.js';
import { unguardedMerge } from './MD-002/unguarded-merge.js';
import { hiddenNondeterminism } from './MD-003/hidden-nondeterminism.js';
import { modelFlow } from './MD-003/model-flow.js';
import { modelVerdict } from './MD-003/model-verdict.js';
import { mutableReference } from './MD-003/mutable-reference.js';
import { unpinnedEnvironment } from './MD-003/unpinned-environment.js';
import { unsafeConsumer } from './MD-003/unsafe-consumer.js';
import { accountableHuman } from './MD-004/accountable-human.js';
import { adrLedger } from './MD-004/adr-ledger/index.js';
import { auditTrail } from './MD-004/audit-trail/index.js';
import { authorMismatch } from './MD-004/author-mismatch.js';
import { bypassUsed } from './MD-004/bypass-used.js';
import { staleApproval } from './MD-004/stale-approval.js';
import { suppressionDebt } from './MD-004/suppression-debt.js';

import { whoDecides } from './MD-004/who-decides.js';
import { DRIFT_RULES } from './MD-005/index.js';
import { absentQueue } from './MD-102/absent-queue.js';
import { bypass } from './MD-102/bypass.js';
import { groupProvenance } from './MD-102/group-provenance.js';
import { headGreen } from './MD-102/head-green.js';
import { queueDeadlock } from './MD-102/queue-deadlock.js';
import { queueSkip } from './MD-102/queue-skip.js';
import { queueTimeout } from './MD-102/queue-timeout.js';
import { selfCancellingQueue } from './MD-102/self-cancelling-queue.js';
import { sideDoor } from './MD-102/side-door.js';
import { vacuousQueue } from './MD-102/vacuous-queue.js';
import type { Rule, RuleMeta } from './rule.js';
import { selfCheckMeta } from './self-check.js';

/** Every rule, in the order of its id. */
export const RULES: readonly Rule[] = [
  phantomContext,
  skippableMatrix,
  filteredWorkflow,
  failOpenGate,
  shapeShiftingGate,
  unpinnedSource,
  duplicateEmitters,
  weakenedCheck,
  claimDiffers,
  nothingRequired,
  agentChange,
  machineApproval,
  excessiveToken,
  confusedDeputy,
  unguardedMerge,
  codeownersVoid,
  codeownersLines,
  attribution,
  instructionFiles,
  mutableReference,
  modelVerdict,
  modelFlow,
  hiddenNondeterminism,
  unpinnedEnvironment,
  unsafeConsumer,
  accountableHuman,
  staleApproval,
  bypassUsed,
  auditTrail,
  authorMismatch,
  adrLedger((id) => ids.has(id)),
  suppressionDebt,
  whoDecides,
  ...DRIFT_RULES,
  queueDeadlock,
  vacuousQueue,
  headGreen,
  queueSkip,
  selfCancellingQueue,
  queueTimeout,
  bypass,
  sideDoor,
  absentQueue,
  groupProvenance,
];

/** What every rule is, with the check that every evaluation makes of itself, in the order of its id. */
export const RULE_METAS: readonly RuleMeta[] = RULES.flatMap(({ meta }) =>
  meta.id === unsafeConsumer.meta.id ? [meta, selfCheckMeta] : [meta],
);

/** Rules and sub-checks that there are, for what cites them. */
const ids = new Set(RULE_METAS.flatMap(({ id }) => [id, ruleOf(id)]));
