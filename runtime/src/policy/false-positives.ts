import type { Finding } from '../rules/finding.js';
import type { FpStore } from '../stores/ports.js';
import { findingIdOf } from './finding-id.js';

export interface Filtered {
  readonly kept: readonly Finding[];
  /** Findings that a person marked as false positives. */
  readonly dropped: readonly Finding[];
  /** Why nothing was filtered, for the report's `degraded`. */
  readonly degraded: string | undefined;
}

/**
 * Leaves out the findings that are marked false positive in this repository, by finding and never by
 * rule: one batched read for any number. A rule that failed to answer cannot be marked away.
 */
export async function withoutFalsePositives(
  findings: readonly Finding[],
  repository: string,
  store: FpStore,
): Promise<Filtered> {
  const idOf = (finding: Finding): string => findingIdOf(repository, finding);
  const asked = [...new Set(findings.filter((f) => f.kind === 'violation').map(idOf))];
  if (asked.length === 0) return { kept: findings, dropped: [], degraded: undefined };
  try {
    const marked = await store.falsePositives(asked);
    const isMarked = (f: Finding): boolean => f.kind === 'violation' && marked.has(idOf(f));
    return {
      kept: findings.filter((f) => !isMarked(f)),
      dropped: findings.filter(isMarked),
      degraded: undefined,
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kept: findings, dropped: [], degraded: `false positives are not filtered: ${why}` };
  }
}
