import type { LiveFacts } from '../facts/github/live.js';
import { gapsOf, valueOf, type Gap, type Quoted, type Tree } from '../facts/index.js';
import { compareFields, type Baseline, type FieldValue } from './baseline.js';
import type { FieldKind, Reading } from './field.js';
import { FIELD_KINDS } from './fields.js';
import type { Outcome } from './order.js';

/** One field, as it was accepted and as it is. */
export interface FieldDrift {
  readonly field: FieldKind;
  readonly subject: string;
  readonly outcome: Outcome;
  /** Undefined where the field was, or is, not there. */
  readonly was: FieldValue | undefined;
  readonly is: FieldValue | undefined;
  /** Where it stands now. */
  readonly at?: Quoted;
  readonly api?: string;
  /** Why the outcome is `unknown`. */
  readonly reason?: string;
}

/** A kind of field of which not everything can be compared. */
export interface HiddenKind {
  /** Kind as the baseline or this release calls it. */
  readonly kind: string;
  readonly check: FieldKind['check'];
  readonly reason: string;
  readonly gap?: Gap;
}

export interface Drift {
  /** Every field that either side has, in the order of the table, then by subject. */
  readonly fields: readonly FieldDrift[];
  /** Kinds of which there may be more fields than these. */
  readonly hidden: readonly HiddenKind[];
  /** Fields that were compared: neither unknown nor hidden. */
  readonly compared: number;
  /**
   * Weighted share of weakened fields over compared ones, 0..1; undefined where nothing could be
   * compared.
   */
  readonly magnitude: number | undefined;
}

/** Compares the accepted fields with those of a tree, and of GitHub where it was asked. Pure. */
export function compareWithBaseline(baseline: Baseline, tree: Tree, live?: LiveFacts): Drift {
  const { repository } = baseline;
  const source = { tree, repository, ...(live === undefined ? {} : { live }) };
  const fields: FieldDrift[] = [];
  const hidden: HiddenKind[] = [];
  for (const field of FIELD_KINDS) {
    const answer = field.read(source);
    if (answer === undefined) {
      if (!baseline.kinds.includes(field.kind)) continue;
      const reason = 'GitHub was asked when the baseline was captured, and was not asked now';
      hidden.push({ kind: field.kind, check: field.check, reason });
      continue;
    }
    hidden.push(...hiddenOf(field, baseline, gapsOf(answer)));
    fields.push(...driftOf(field, baseline, valueOf(answer) ?? [], gapsOf(answer)));
  }
  for (const kind of baseline.kinds) {
    if (FIELD_KINDS.some((field) => field.kind === kind)) continue;
    const reason = 'a newer release captured the baseline; this one does not read such fields';
    hidden.push({ kind, check: 'MD-005.1', reason });
  }
  return { fields, hidden, ...magnitudeOf(fields) };
}

/** The drift with more fields, which weigh in the magnitude like the others. */
export function withFields(drift: Drift, more: readonly FieldDrift[]): Drift {
  if (more.length === 0) return drift;
  const fields = [...drift.fields, ...more];
  return { ...drift, fields, ...magnitudeOf(fields) };
}

function hiddenOf(
  { kind, check }: FieldKind,
  baseline: Baseline,
  gaps: readonly Gap[],
): readonly HiddenKind[] {
  if (!baseline.kinds.includes(kind)) {
    const reason = 'nobody read such fields when the baseline was captured';
    return [{ kind, check, reason }];
  }
  const then = baseline.unknown
    .filter((one) => one.kind === kind && !gaps.some(({ reason }) => reason === one.reason))
    .map(({ reason }) => ({ kind, check, reason: `when the baseline was captured: ${reason}` }));
  return [...gaps.map((gap) => ({ kind, check, reason: gap.reason, gap })), ...then];
}

function driftOf(
  field: FieldKind,
  baseline: Baseline,
  readings: readonly Reading[],
  gaps: readonly Gap[],
): readonly FieldDrift[] {
  const { kind } = field;
  // Nothing of such a kind was asked for then: everything is new, and none of it drifted.
  if (!baseline.kinds.includes(kind)) return [];
  const then = new Map(
    baseline.fields.filter((one) => one.kind === kind).map((one) => [one.subject, one.value]),
  );
  const now = new Map(readings.map((reading) => [reading.subject, reading]));
  const hiddenThen = baseline.unknown.find((one) => one.kind === kind)?.reason;
  const hiddenNow = gaps[0]?.reason;
  return [...new Set([...then.keys(), ...now.keys()])]
    .sort((a, b) => compareFields({ kind, subject: a }, { kind, subject: b }))
    .map((subject): FieldDrift => {
      const [was, reading] = [then.get(subject), now.get(subject)];
      const is = reading?.value;
      const at = placeOf(reading);
      // What is not seen on a side that does not show everything is not absent there.
      const reason =
        was === undefined && hiddenThen !== undefined
          ? `it could not be seen when the baseline was captured: ${hiddenThen}`
          : is === undefined && hiddenNow !== undefined
            ? hiddenNow
            : undefined;
      if (reason !== undefined)
        return { field, subject, outcome: 'unknown', was, is, ...at, reason };
      const outcome = field.order(was, is);
      const why =
        outcome === 'unknown' ? { reason: 'one of the two sides does not say it all' } : {};
      return { field, subject, outcome, was, is, ...at, ...why };
    });
}

function placeOf(reading: Reading | undefined): Pick<FieldDrift, 'at' | 'api'> {
  return {
    ...(reading?.at === undefined ? {} : { at: reading.at }),
    ...(reading?.api === undefined ? {} : { api: reading.api }),
  };
}

function magnitudeOf(fields: readonly FieldDrift[]): Pick<Drift, 'compared' | 'magnitude'> {
  const compared = fields.filter(({ outcome }) => outcome !== 'unknown');
  const weigh = (list: readonly FieldDrift[]): number =>
    list.reduce((sum, { field }) => sum + field.weight, 0);
  const total = weigh(compared);
  const weakened = weigh(compared.filter(({ outcome }) => outcome === 'weakened'));
  return { compared: compared.length, magnitude: total === 0 ? undefined : weakened / total };
}

/** Kinds that are hidden for one and the same reason are one question. */
export function hiddenByReason(
  hidden: readonly HiddenKind[],
): readonly (readonly [HiddenKind, ...HiddenKind[]])[] {
  const groups = new Map<string, [HiddenKind, ...HiddenKind[]]>();
  for (const one of hidden) {
    const same = groups.get(one.reason);
    if (same === undefined) groups.set(one.reason, [one]);
    else same.push(one);
  }
  return [...groups.values()];
}
