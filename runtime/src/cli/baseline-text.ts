import type { Baseline } from '../drift/baseline.js';
import { hiddenByReason, type Drift, type HiddenKind } from '../drift/compare.js';
import { fieldKind } from '../drift/fields.js';
import type { Quoted } from '../facts/index.js';
import type { BaselineVersion } from '../stores/index.js';

/** A baseline for a person: whose it is, what it holds, what could not be seen. */
export function baselineText(baseline: Baseline, version?: string): string {
  const { repository, branch, sha256, commit, capturedAt, by, unknown } = baseline;
  const lines = baseline.fields.map(
    ({ kind, subject, value }) =>
      fieldKind(kind)?.says(subject, value) ?? `${kind} ${subject}: ${String(value)}`,
  );
  return block([
    `${repository} ${branch}`,
    `  hash      ${sha256}`,
    ...(version === undefined ? [] : [`  version   ${version}`]),
    `  captured  ${capturedAt} by ${by}, at ${commit}`,
    '',
    'accepted',
    ...lines.map((line) => `  ${line}`),
    ...(unknown.length === 0 ? [] : ['', 'could not be seen']),
    ...unknown.map(({ kind, reason }) => `  ${kind}: ${reason}`),
  ]);
}

export function versionsText(versions: readonly BaselineVersion[]): string {
  const width = Math.max(7, ...versions.map(({ version }) => version.length));
  return block([
    `${'version'.padEnd(width)}  published                 hash`,
    ...versions.map(({ version, publishedAt, sha256, current }) => {
      const hash = sha256 ?? 'deleted';
      return `${version.padEnd(width)}  ${publishedAt}  ${hash}${current ? '  in force' : ''}`;
    }),
  ]);
}

const HEADINGS = {
  weakened: 'weaker than accepted',
  changed: 'other than accepted',
  strengthened: 'stricter than accepted',
  unknown: 'not known',
} as const;

/** What drifted, worst first; nothing that is the same. */
export function driftText(drift: Drift, baseline: Baseline, head: string): string {
  const { repository, branch, sha256, capturedAt, by } = baseline;
  const headline = `${repository} ${branch} at ${head.slice(0, 8)}, against the baseline ${sha256.slice(0, 12)} of ${capturedAt.slice(0, 10)} by ${by}`;
  const groups = (Object.keys(HEADINGS) as (keyof typeof HEADINGS)[]).map((outcome) => {
    const own = drift.fields.filter((one) => one.outcome === outcome);
    const lines = own.flatMap(({ field, subject, was, is, reason, at, api }) => [
      `  ${field.noun(subject)}`,
      `    accepted  ${field.says(subject, was)}`,
      `    now       ${field.says(subject, is)}${whereOf(at, api)}`,
      ...(reason === undefined ? [] : [`    because   ${reason}`]),
    ]);
    const hidden = outcome === 'unknown' ? hiddenByReason(drift.hidden) : [];
    const all = [...lines, ...hidden.map(hiddenLine)];
    return all.length === 0 ? [] : ['', HEADINGS[outcome], ...all];
  });
  return block([headline, ...groups.flat(), '', magnitudeText(drift)]);
}

function whereOf(at: Quoted | undefined, api: string | undefined): string {
  const where = at === undefined ? api : `${at.place.path}:${at.place.line}`;
  return where === undefined ? '' : ` (${where})`;
}

function hiddenLine(group: readonly [HiddenKind, ...HiddenKind[]]): string {
  return `  ${group.map(({ kind }) => kind).join(', ')}: ${group[0].reason}`;
}

/** How far it drifted, in a line. */
export function magnitudeText({ fields, compared, magnitude }: Drift): string {
  const weaker = fields.filter(({ outcome }) => outcome === 'weakened').length;
  if (magnitude === undefined) return 'nothing could be compared: whether it drifted is not known';
  const left = fields.length - compared;
  const rest = left === 0 ? '' : `; ${left} could not be compared`;
  return `magnitude ${magnitude.toFixed(2)}: ${weaker} of ${compared} fields are weaker${rest}`;
}

const block = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** What drifted as plain data, for `--json`. */
export function driftRecord(drift: Drift, baseline: Baseline, head: string): object {
  const { repository, branch, sha256, commit, capturedAt, by } = baseline;
  return {
    schema: 'phase-mirror/drift@1',
    repository,
    branch,
    head,
    baseline: { sha256, commit, capturedAt, by },
    magnitude: drift.magnitude ?? null,
    compared: drift.compared,
    fields: drift.fields.map(({ field, subject, outcome, was, is, at, reason }) => ({
      kind: field.kind,
      subject,
      outcome,
      accepted: was ?? null,
      now: is ?? null,
      ...(at === undefined ? {} : { place: at.place }),
      ...(reason === undefined ? {} : { reason }),
    })),
    hidden: drift.hidden.map(({ kind, reason }) => ({ kind, reason })),
  };
}
