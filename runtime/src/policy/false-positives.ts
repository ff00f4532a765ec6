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
  const ids = new Map(
    findings.filter((f) => f.kind === 'violation').map((f) => [f, findingIdOf(repository, f)]),
  );
  if (ids.size === 0) return { kept: findings, dropped: [], degraded: undefined };
  try {
    const marked = await store.falsePositives([...new Set(ids.values())]);
    const isMarked = (f: Finding): boolean => marked.has(ids.get(f) ?? '');
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
