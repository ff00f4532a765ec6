import { SEVERITIES, type Severity } from '../rules/finding.js';
import { visible } from './printable.js';
import type { Report } from './report.js';

/** `acme/ledger 1a2b3c4d..5e6f7a8b into main`. */
export function changeText({ change }: Report): string {
  const base = change.base === null ? '' : `${change.base.slice(0, 8)}..`;
  const branch = change.branch === null ? '' : ` into ${visible(change.branch)}`;
  return `${visible(change.repository)} ${base}${change.head.slice(0, 8)}${branch}`;
}

/** What was judged, for `judged as …`. */
export const MODE_TEXTS = {
  pull_request: 'a pull request',
  merge_group: 'a group of the merge queue',
  drift: 'drift from a baseline',
} as const satisfies Readonly<Record<Report['change']['mode'], string>>;

/** How many findings of each severity there are, worst first; severities without any are left out. */
export function severityCounts({ findings }: Report): readonly (readonly [Severity, number])[] {
  return SEVERITIES.map(
    (severity) => [severity, findings.filter((f) => f.severity === severity).length] as const,
  ).filter(([, n]) => n > 0);
}

export function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
