import type { Baseline } from '../../drift/baseline.js';
import {
  compareWithBaseline,
  hiddenByReason,
  type FieldDrift,
  type HiddenKind,
} from '../../drift/compare.js';
import type { FieldKind } from '../../drift/field.js';
import { GAPS, valueOf, type Facts } from '../../facts/index.js';
import {
  fingerprintOf,
  type Evidence,
  type Finding,
  type RuleResult,
  type Severity,
  type Unknown,
} from '../finding.js';
import type { Rule, RuleMeta } from '../rule.js';
import { baselineApi, baselineTitle, placeOfDrift } from './accepted.js';
import { driftOf } from './drift-of.js';

/** A rule about the fields of one sub-check: what is weaker, as `severity`; what is only other, as info. */
export function driftRule(meta: RuleMeta, check: FieldKind['check'], severity: Severity): Rule {
  return {
    meta,
    judge(facts): RuleResult {
      const state = driftOf(facts);
      if (state.state !== 'accepted') return { findings: [], unknowns: [], judged: 0 };
      const { baseline, drift } = state;
      const own = drift.fields.filter(({ field }) => field.check === check);
      const stood = weakenedBefore(baseline, facts);
      const findings = own
        .filter(({ outcome }) => outcome !== 'same' && outcome !== 'unknown')
        .map((one) => {
          const isWeaker = one.outcome === 'weakened';
          const introduced = isWeaker && stood?.get(keyOf(one)) === false;
          return findingOf(check, one, isWeaker ? severity : 'info', introduced, baseline, facts);
        });
      const unknowns = [
        ...own
          .filter(({ outcome }) => outcome === 'unknown')
          .map((one) => unknownField(check, one)),
        ...hiddenByReason(drift.hidden.filter((one) => one.check === check)).map((group) =>
          unknownKinds(check, group),
        ),
      ];
      const judged = own.filter(({ outcome }) => outcome !== 'unknown').length;
      return { findings, unknowns: distinct(unknowns), judged };
    },
  };
}

const keyOf = ({ field, subject }: FieldDrift): string => `${field.kind}\0${subject}`;

/** Of each field whether it was weaker, or unknown, already before the change; what GitHub says has no before. */
function weakenedBefore(
  baseline: Baseline,
  { before }: Facts,
): ReadonlyMap<string, boolean> | undefined {
  const tree = before === undefined ? undefined : valueOf(before);
  if (tree === undefined) return undefined;
  const { fields } = compareWithBaseline(baseline, tree);
  return new Map(
    fields.map((one) => [keyOf(one), one.outcome === 'weakened' || one.outcome === 'unknown']),
  );
}

const TITLES = {
  weakened: 'weaker than the baseline',
  strengthened: 'stricter than the baseline',
  changed: 'other than in the baseline',
} as const;

function findingOf(
  check: FieldKind['check'],
  { field, subject, outcome, was, is, at, api }: FieldDrift,
  severity: Severity,
  introduced: boolean,
  baseline: Baseline,
  facts: Facts,
): Finding {
  const noun = field.noun(subject);
  const claim: Evidence = {
    says: `${baselineTitle(baseline)} says: ${field.says(subject, was)}`,
    api: baselineApi(baseline),
    quote: '',
  };
  const reality: Evidence = {
    says: field.says(subject, is),
    quote: at?.quote ?? '',
    ...(at === undefined ? {} : { place: at.place }),
    ...(api === undefined ? {} : { api }),
  };
  const accept = `phase-mirror baseline publish --expect ${baseline.sha256}`;
  return {
    check,
    kind: 'violation',
    severity,
    confidence: 'high',
    subject: noun,
    title: `${noun} is ${TITLES[outcome as keyof typeof TITLES]}`,
    claim,
    reality,
    why:
      outcome === 'weakened'
        ? 'The baseline is what somebody accepted. What is weaker now was changed without that.'
        : 'The baseline is what somebody accepted; it does not say this any more.',
    fix:
      outcome === 'weakened'
        ? `Put it back; or, if it is meant, accept it: \`${accept}\`.`
        : `Accept it, so that the way back would be seen: \`${accept}\`.`,
    introduced,
    fingerprint: fingerprintOf(check, `${field.kind} ${subject}`),
    place: at?.place ?? placeOfDrift(facts),
  };
}

function unknownField(check: string, { field, subject, reason, at }: FieldDrift): Unknown {
  return {
    check,
    subject: field.noun(subject),
    reason: reason ?? 'the two sides cannot be compared',
    remedy: REMEDY,
    ...(at === undefined ? {} : { place: at.place }),
  };
}

function unknownKinds(check: string, group: readonly [HiddenKind, ...HiddenKind[]]): Unknown {
  const [{ reason, gap }] = group;
  return {
    check,
    subject: group.map(({ kind }) => kind).join(', '),
    reason,
    remedy: gap === undefined ? REMEDY : GAPS[gap.code].remedy,
    ...(gap?.place === undefined ? {} : { place: gap.place }),
    ...(gap?.missing === undefined ? {} : { missing: gap.missing }),
  };
}

const REMEDY =
  'Make it visible, then capture the baseline again: `phase-mirror baseline capture`, `phase-mirror baseline publish`.';

function distinct(unknowns: readonly Unknown[]): readonly Unknown[] {
  return [...new Map(unknowns.map((one) => [`${one.subject}\0${one.reason}`, one])).values()];
}
