import type { Facts, Trigger, Tree } from '../../../facts/index.js';
import { adrEvidence, decisionsInForce, type Decision } from '../../decisions.js';
import { fileThatStartsNone, pullRequestTriggers } from '../../path-filters.js';
import { quoted, reportedBy } from '../../reported.js';
import { requirements } from '../../required-checks.js';
import { evidenceAt, judgeEach, type Question, type TreeResult } from '../../violation.js';
import type { Violation } from '../../violation.js';
import { adrLedgerMeta } from './meta.js';

/** One check that a decision wants to run for every change. */
interface Wanted extends Decision {
  /** Undefined: the decision is about the checks that the branch requires, and none is known. */
  readonly context?: string;
}

/** What a tree does against the decisions in force. A queue that is decided is MD-102.9. */
export function contradictions(tree: Tree, facts: Facts): TreeResult {
  const wanted = decisionsInForce(facts).flatMap((decision): readonly Wanted[] => {
    const { everyPath } = decision.adr.enforces ?? {};
    if (everyPath === undefined) return [];
    const contexts =
      everyPath.checks.length > 0
        ? everyPath.checks
        : [...new Set(requirements(tree).map(({ context }) => context))];
    return contexts.length === 0
      ? [decision]
      : contexts.map((context) => ({ ...decision, context }));
  });
  return judgeEach(adrLedgerMeta.id, wanted, (one) => judgeOne(tree, one));
}

function judgeOne(tree: Tree, { adr, revoked, context }: Wanted): Violation | Question | undefined {
  const at = adr.enforces?.everyPath;
  if (at === undefined) return undefined;
  const question = (reason: string, remedy: string): Question => ({
    subject: `${adr.path}: ${context ?? 'required checks'}`,
    reason: `ADR ${adr.number} wants checks to run on all paths; ${reason}`,
    remedy,
    place: at.place,
  });
  if (context === undefined) {
    return question(
      'no claim in force says which checks the branch requires',
      'Name them in the ADR: `checks: [Build]` beside `checkRunsOn`.',
    );
  }
  const reported = reportedBy(tree, context, 'pullRequest');
  if (reported.state === 'perhaps') {
    return question(reported.reason, 'Give the job a name that is known before it runs.');
  }
  // A check that nothing reports is MD-001.1's, where it is required.
  if (reported.state === 'no') return undefined;
  const triggers = [...new Set(reported.by.flatMap((check) => pullRequestTriggers(tree, check)))];
  const file = fileThatStartsNone(triggers);
  const [trigger] = triggers;
  if (file === undefined || trigger === undefined) return undefined;
  return violation({ adr, revoked }, context, trigger, file);
}

function violation(
  { adr, revoked }: Decision,
  context: string,
  trigger: Trigger,
  file: string,
): Violation {
  const filter = trigger.paths === undefined ? '`paths-ignore`' : '`paths`';
  const { path } = trigger.place;
  return {
    subject: `${adr.path}: ${context}`,
    // Who takes a decision back in the same change says so: the reviewers see both.
    severity: revoked ? 'low' : 'medium',
    confidence: 'high',
    title: `${quoted(context)} does not run on all paths, against ADR ${adr.number}`,
    claim: adrEvidence(
      adr,
      `${quoted(context)} runs on all paths${revoked ? ', until this change is merged' : ''}`,
      adr.enforces?.everyPath ?? adr.status,
    ),
    reality: evidenceAt(
      `${filter} keeps ${path} from starting, for example for a change of ${file} alone`,
      trigger.pathsAt ?? trigger,
    ),
    why: 'The decision was taken so that no change goes untested; the filter lets some.',
    fix: `Take ${filter} away from ${path}; or supersede ${adr.path} first, with a decision that says why.`,
  };
}
