import type { CalibrationStore, EnforcementChange } from '../stores/ports.js';

/** Which rules warn and do not block, as it was when the run was judged. */
export interface DemotionReading {
  /** Why nothing was known, for the report's `degraded`: every rule then blocks. */
  readonly degraded: string | undefined;
  /** Why this rule is demoted, for the decision's reasons; undefined for a rule that is not. */
  reason(rule: string): string | undefined;
}

/** One batched read for all rules. Never throws: where demotions cannot be read, rules block. */
export async function readDemotions(
  rules: readonly string[],
  store: Pick<CalibrationStore, 'enforcement'>,
): Promise<DemotionReading> {
  try {
    const changes = await store.enforcement([...new Set(rules)]);
    return { degraded: undefined, reason: (rule) => reasonOf(changes.get(rule)) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { degraded: `demotions unreadable, every rule blocks: ${why}`, reason: () => undefined };
  }
}

function reasonOf(change: EnforcementChange | undefined): string | undefined {
  if (change?.action !== 'demote') return undefined;
  const { rule, at, evidence } = change;
  return `${rule} warns and does not block since ${at.slice(0, 10)}: ${evidence.falsePositives} of ${evidence.reviewed} reviewed findings were false positives`;
}
