import type { RuleWindow } from '../report/html/window-chart.js';
import type { Report } from '../report/report.js';
import { ruleOf } from '../rules/finding.js';
import { windowStatistics, type FpStore } from '../stores/index.js';

/** Events of a rule that a page shows the fate of. */
const WINDOW = 200;

/** The windows of the rules of a report that have events, read side by side. Throws PM-3001. */
export async function readWindows(
  { rules }: Report,
  fp: Pick<FpStore, 'getWindowByCount'>,
): Promise<readonly RuleWindow[]> {
  const ids = [...new Set(rules.map(({ check }) => ruleOf(check)))];
  const windows = await Promise.all(
    ids.map(async (rule): Promise<RuleWindow> => {
      const events = await fp.getWindowByCount(rule, WINDOW);
      const { observedFpr, interval } = windowStatistics(events);
      const verdicts = events.map((event) => event.verdict ?? ('pending' as const)).reverse();
      if (observedFpr === undefined || interval === undefined) return { rule, verdicts };
      return { rule, verdicts, rate: { observed: observedFpr, ...interval } };
    }),
  );
  return windows.filter(({ verdicts }) => verdicts.length > 0);
}
