import {
  POLICY_FILE,
  type Facts,
  type InlineIgnore,
  type PolicyFile,
  type Quoted,
  type Suppression,
  valueOf,
} from '../../facts/index.js';
import { fingerprintOf, type Finding, type RuleResult, type Severity } from '../finding.js';
import type { Rule } from '../rule.js';
import { quoted } from '../reported.js';
import { suppressionDebtMeta } from './meta.js';

export const SUPPRESSION_DEBT = 'MD-004.7';

/**
 * Suppressions that say too little or have run out. That one is not used is told by the policy, which
 * alone knows what was found.
 */
export const suppressionDebt: Rule = { meta: suppressionDebtMeta, judge };

function judge(facts: Facts): RuleResult {
  const file = standingPolicy(facts);
  const entries = file?.policy.suppress ?? [];
  const expired = entries.flatMap((entry, i) =>
    file !== undefined && hasExpired(entry, facts.change.asOf)
      ? [expiredEntry(file, entry, i, facts)]
      : [],
  );
  const inline = facts.ignores.flatMap(inlineDebt);
  return {
    findings: [...expired, ...inline],
    unknowns: [],
    judged: entries.length + facts.ignores.length,
  };
}

/** The policy file that the change leaves, or the one there is where no change is judged. */
export function standingPolicy({ policy }: Facts): PolicyFile | undefined {
  const inForce = valueOf(policy.inForce);
  return policy.proposed ?? (inForce?.from === 'head' ? inForce.file : undefined);
}

/** The last day counts. Both are `YYYY-MM-DD`, which compare as texts. */
export function hasExpired({ expires }: Suppression, asOf: string): boolean {
  return expires < asOf;
}

/** How an entry is called: also what it is compared by. */
export function entrySubject({ check, subject }: Suppression): string {
  return subject === undefined ? check : `${check} ${quoted(subject)}`;
}

function expiredEntry(file: PolicyFile, entry: Suppression, i: number, { change }: Facts): Finding {
  return debtFinding({
    kind: 'expired',
    subject: entrySubject(entry),
    severity: 'medium',
    at: file.at[`/suppress/${i}`],
    title: `the suppression of ${entrySubject(entry)} has expired`,
    claim: `${POLICY_FILE} lets ${entrySubject(entry)} through until ${entry.expires}, for ${entry.owner}`,
    reality: `it is judged on ${change.asOf}`,
    why: 'A suppression is a debt with a date. Past it nobody answers for what it hides, so it hides nothing any more.',
    fix: `Mend what it hides and remove the entry, or let ${entry.owner} give it a new date.`,
  });
}

function inlineDebt(ignore: InlineIgnore): readonly Finding[] {
  const path = ignore.place.path;
  const subject = `${path} ${ignore.checks.join(',')}`;
  if (ignore.checks.length === 0) {
    return [
      debtFinding({
        kind: 'form',
        subject: `${path} ${ignore.quote.trim()}`,
        severity: 'medium',
        at: ignore,
        title: 'a comment for phase-mirror is not of the form that it reads',
        claim: 'the comment asks phase-mirror for something',
        reality: 'it reads `# phase-mirror: ignore[MD-001.2] reason` and nothing else',
        why: 'Somebody believes that a finding is suppressed, and it is not.',
        fix: 'Write `# phase-mirror: ignore[<sub-check>] <reason>`, or remove the comment.',
      }),
    ];
  }
  if (ignore.reason === '') {
    return [
      debtFinding({
        kind: 'reason',
        subject,
        severity: 'medium',
        at: ignore,
        title: `the ignore of ${ignore.checks.join(', ')} gives no reason`,
        claim: `the comment asks to ignore ${ignore.checks.join(', ')}`,
        reality: 'no reason stands behind it, so it counts for nothing',
        why: 'Without a reason nobody can tell later whether it still holds.',
        fix: 'Write behind the bracket why it is right to look away.',
      }),
    ];
  }
  if (ignore.accepted !== 'no') return [];
  return [
    debtFinding({
      kind: 'new',
      subject,
      severity: 'info',
      at: ignore,
      title: `the ignore of ${ignore.checks.join(', ')} counts only once it is merged`,
      claim: `the comment asks to ignore ${ignore.checks.join(', ')}`,
      reality: 'the branch that the change goes to does not hold it about this line',
      why: 'A change that could suppress its own findings would be judged by nobody.',
      fix: 'Nothing, when the change passes without it; else mend the finding, or merge the comment first.',
      introduced: true,
    }),
  ];
}

/** Everything that a finding about a suppression says. */
export interface Debt {
  /** Part of the fingerprint beside the subject. */
  readonly kind: string;
  readonly subject: string;
  readonly severity: Severity;
  readonly at: Quoted | undefined;
  readonly title: string;
  readonly claim: string;
  readonly reality: string;
  readonly why: string;
  readonly fix: string;
  readonly introduced?: boolean;
}

export function debtFinding(debt: Debt): Finding {
  const { kind, subject, severity, at, title, claim, reality, why, fix } = debt;
  const place = at?.place ?? { path: POLICY_FILE, line: 1 };
  return {
    check: SUPPRESSION_DEBT,
    kind: 'violation',
    severity,
    confidence: 'high',
    subject,
    title,
    claim: { says: claim, place, quote: at?.quote ?? '' },
    reality: { says: reality, quote: '' },
    why,
    fix,
    introduced: debt.introduced ?? false,
    fingerprint: fingerprintOf(SUPPRESSION_DEBT, `${kind} ${subject}`),
    place,
  };
}
