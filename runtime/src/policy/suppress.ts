import {
  POLICY_FILE,
  valueOf,
  type Facts,
  type InlineIgnore,
  type PolicyFile,
  type Suppression,
} from '../facts/index.js';
import type { Finding } from '../rules/finding.js';
import {
  debtFinding,
  entrySubject,
  hasExpired,
  standingPolicy,
} from '../rules/MD-004/suppression-debt.js';
import type { RuleOutcome } from '../rules/run-rules.js';
import { isOf } from './enforcement.js';

/** A finding that somebody answers for, and who. */
export interface Suppressed {
  readonly finding: Finding;
  readonly by: SuppressedBy;
}

/** Where a suppression stands and what it says. */
export interface SuppressedBy {
  readonly kind: 'policy' | 'inline';
  readonly path: string;
  readonly line: number;
  readonly reason: string;
  /** Of a policy entry. */
  readonly owner?: string;
  /** Last day, UTC, of a policy entry. */
  readonly expires?: string;
}

export interface Standing {
  /** Findings that nothing suppresses, and those about suppressions that nothing needs. */
  readonly kept: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
}

/**
 * Takes away the findings that the policy in force, or a comment that the branch holds already, lets
 * through. A rule that failed to answer and a finding about a suppression itself cannot be suppressed.
 * Linear in findings times suppressions; pure.
 */
export function withoutSuppressed(
  findings: readonly Finding[],
  outcomes: readonly RuleOutcome[],
  facts: Facts,
): Standing {
  const file = valueOf(facts.policy.inForce)?.file;
  const entries = (file?.policy.suppress ?? []).filter((e) => !hasExpired(e, facts.change.asOf));
  const ignores = facts.ignores.filter(
    ({ accepted, reason }) => accepted === 'yes' && reason !== '',
  );
  if (entries.length === 0 && ignores.length === 0) {
    return { kept: [...findings, ...unusedEntries([], outcomes, facts)], suppressed: [] };
  }
  const used = new Set<Suppression | InlineIgnore>();
  const kept: Finding[] = [];
  const suppressed: Suppressed[] = [];
  for (const finding of findings) {
    const entry = isOpen(finding) ? entries.find((e) => covers(e, finding)) : undefined;
    const ignore = isOpen(finding) ? ignores.find((i) => isAbout(i, finding)) : undefined;
    if (entry !== undefined) used.add(entry);
    if (ignore !== undefined) used.add(ignore);
    if (entry !== undefined && file !== undefined) {
      suppressed.push({ finding, by: byEntry(file, entry) });
    } else if (ignore !== undefined) suppressed.push({ finding, by: byComment(ignore) });
    else kept.push(finding);
  }
  const unused = [
    ...unusedEntries([...used], outcomes, facts),
    ...ignores.filter((i) => !used.has(i)).flatMap((i) => unusedComment(i, outcomes)),
  ];
  return { kept: [...kept, ...unused], suppressed };
}

/** What may be suppressed at all. */
const isOpen = ({ kind, check }: Finding): boolean => kind === 'violation' && check !== 'MD-004.7';

const covers = ({ check, subject }: Suppression, finding: Finding): boolean =>
  isOf(finding.check, check) && (subject === undefined || subject === finding.subject);

function isAbout(ignore: InlineIgnore, { check, place, claim, reality }: Finding): boolean {
  return (
    ignore.checks.some((named) => isOf(check, named)) &&
    [place, claim.place, reality.place].some(
      (at) => at?.path === ignore.place.path && at.line === ignore.line,
    )
  );
}

function byEntry(file: PolicyFile, entry: Suppression): SuppressedBy {
  const i = file.policy.suppress.indexOf(entry);
  const { owner, reason, expires } = entry;
  const line = file.at[`/suppress/${i}`]?.place.line ?? 1;
  return { kind: 'policy', path: file.path, line, reason, owner, expires };
}

const byComment = ({ place, reason }: InlineIgnore): SuppressedBy => ({
  kind: 'inline',
  path: place.path,
  line: place.line,
  reason,
});

/**
 * Entries in force that suppress nothing and that the change leaves standing. One is judged only where
 * its check looked at something and left no question open; low, for what a change does not touch may
 * be found in the next.
 */
function unusedEntries(
  used: readonly unknown[],
  outcomes: readonly RuleOutcome[],
  facts: Facts,
): readonly Finding[] {
  const inForce = valueOf(facts.policy.inForce)?.file?.policy.suppress ?? [];
  const standing = standingPolicy(facts);
  if (standing === undefined) return [];
  const keep = new Map(standing.policy.suppress.map((entry, i) => [entrySubject(entry), i]));
  return inForce.flatMap((entry) => {
    const subject = entrySubject(entry);
    const i = keep.get(subject);
    if (i === undefined || used.includes(entry) || hasExpired(entry, facts.change.asOf)) return [];
    const at = standing.at[`/suppress/${i}`];
    const state = stateOf(entry.check, outcomes);
    if (state === 'open') return [];
    return [
      debtFinding({
        kind: state,
        subject,
        severity: 'low',
        at,
        title:
          state === 'no-rule'
            ? `the suppression of ${subject} names no rule`
            : `the suppression of ${subject} suppresses nothing`,
        claim: `${POLICY_FILE} lets ${subject} through until ${entry.expires}, for ${entry.owner}`,
        reality:
          state === 'no-rule' ? `there is no rule ${entry.check}` : 'nothing of it is found here',
        why: 'A suppression that nothing needs hides the next real finding of its kind.',
        fix: `Remove the entry from ${POLICY_FILE}.`,
      }),
    ];
  });
}

function unusedComment(ignore: InlineIgnore, outcomes: readonly RuleOutcome[]): readonly Finding[] {
  if (ignore.checks.some((check) => stateOf(check, outcomes) !== 'unused')) return [];
  const checks = ignore.checks.join(', ');
  return [
    debtFinding({
      kind: 'unused',
      subject: `${ignore.place.path} ${checks}`,
      severity: 'low',
      at: ignore,
      title: `the ignore of ${checks} suppresses nothing`,
      claim: `the comment asks to ignore ${checks} on line ${ignore.line}`,
      reality: 'nothing of it is found on that line',
      why: 'A suppression that nothing needs hides the next real finding of its kind.',
      fix: 'Remove the comment.',
    }),
  ];
}

/** `open`: the check looked at nothing, could not answer, or failed. */
function stateOf(named: string, outcomes: readonly RuleOutcome[]): 'no-rule' | 'open' | 'unused' {
  const own = outcomes.filter(({ check }) => isOf(check, named));
  if (own.length === 0) return 'no-rule';
  const answered = own.every(
    ({ judged, unknowns, findings }) =>
      judged > 0 && unknowns.length === 0 && findings.every((f) => f.kind === 'violation'),
  );
  return answered ? 'unused' : 'open';
}
