/** Runs of each runbook whose journal and logs stay. */
export const KEPT_RUNS = 20;
/** What the logs of all runs together may take, bytes. */
export const KEPT_BYTES = 50 * 2 ** 20;

export interface Run {
  readonly run: string;
  readonly runbook: string;
}

/** The newest runs of each runbook, from runs in the order in which they began. Pure. */
export function newestRuns(runs: readonly Run[], most = KEPT_RUNS): ReadonlySet<string> {
  const left = new Map<string, number>();
  const kept = runs.toReversed().filter(({ runbook }) => {
    const before = left.get(runbook) ?? 0;
    left.set(runbook, before + 1);
    return before < most;
  });
  return new Set(kept.map(({ run }) => run));
}
