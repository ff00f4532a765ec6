import { DAY_MS } from '../clock.js';
import { ruleOf } from '../rules/finding.js';
import { RULE_METAS, RULES } from '../rules/rules.js';
import type { FpStore, WindowEvent } from '../stores/index.js';
import type { DecidedDay, OpenDrift } from './mission.js';

export const RULE_IDS: readonly string[] = [...new Set(RULES.map(({ meta }) => ruleOf(meta.id)))];

/** Newest events of a rule that are looked at: what `calibrate` judges by. */
const EVENTS = 5_000;

const DRIFT_RULE = 'MD-005';
/** A drift that was not seen for so long is not called open. */
const OPEN_DAYS = 7;

/** The newest events of each rule, newest first. */
export type Windows = ReadonlyMap<string, readonly WindowEvent[]>;

export async function readWindows(fp: Pick<FpStore, 'getWindowByCount'>): Promise<Windows> {
  const windows = RULE_IDS.map(
    async (rule) => [rule, await fp.getWindowByCount(rule, EVENTS)] as const,
  );
  return new Map(await Promise.all(windows));
}

/**
 * One decision a run: every finding of a run has an event with the outcome of the run. A workflow that is
 * run again is the same run: its newest decision counts.
 */
export function decidedDays(windows: Windows, days: readonly string[]): readonly DecidedDay[] {
  const all = [...windows.values()];
  const newest = new Map<string, WindowEvent>();
  for (const event of all.flat()) {
    const same = newest.get(event.runId);
    if (same === undefined || event.occurredAt > same.occurredAt) newest.set(event.runId, event);
  }
  const runs = [...newest.values()];
  // A window that is full may have left older events out.
  const wholeSince =
    all
      .filter((events) => events.length === EVENTS)
      .map((events) => (events.at(-1) as WindowEvent).occurredAt)
      .sort()
      .at(-1) ?? '';
  return days.map((day) => {
    const own = runs.filter(({ occurredAt }) => occurredAt.startsWith(day));
    const count = (outcome: string): number => own.filter((run) => run.outcome === outcome).length;
    return {
      day,
      block: count('block'),
      warn: count('warn'),
      allow: count('allow'),
      partial: `${day}T00:00:00.000Z` < wholeSince,
    };
  });
}

/** The finding seen last first. */
export function openDrift(windows: Windows, now: number): readonly OpenDrift[] {
  const since = new Date(now - OPEN_DAYS * DAY_MS).toISOString();
  const open = new Map<string, OpenDrift>();
  for (const { findingId, occurredAt, verdict, check } of windows.get(DRIFT_RULE) ?? []) {
    if (occurredAt < since || verdict === 'false-positive') continue;
    const same = open.get(findingId);
    const newest = {
      check,
      title: RULE_METAS.find(({ id }) => id === check)?.title ?? 'a check of another version',
      finding: findingId,
      lastSeen: occurredAt,
      confirmed: verdict === 'true-positive',
    };
    open.set(findingId, { ...(same ?? newest), times: (same?.times ?? 0) + 1 });
  }
  return [...open.values()];
}
