import { calibrate, FALSE_POSITIVE_RATE } from '../policy/calibration.js';
import type { CalibrationStore, Thresholds } from '../stores/ports.js';
import { RULE_IDS, type Windows } from './events.js';
import type { RuleRate } from './mission.js';

/** Other organisations are not asked: they change no line of this page. */
const ALONE = { shown: false, code: 'COLLECTING' } as const;

/** How often each rule was wrong, judged as `calibrate` judges. */
export async function readRates(
  windows: Windows,
  calibration: Pick<CalibrationStore, 'enforcement'>,
  { falsePositiveRate = FALSE_POSITIVE_RATE }: Thresholds,
): Promise<readonly RuleRate[]> {
  const changes = await calibration.enforcement(RULE_IDS);
  return RULE_IDS.map((rule) => {
    const events = windows.get(rule) ?? [];
    const enforced = changes.get(rule);
    const { enforcement, reviewed, falsePositives, pending, interval, threshold, due, why } =
      calibrate({ rule, events, enforcement: enforced, benchmark: ALONE }, { falsePositiveRate });
    return {
      ...{ rule, enforcement, reviewed, falsePositives, pending, threshold, why },
      ...(interval === undefined ? {} : { interval }),
      ...(due === undefined ? {} : { due }),
    };
  });
}
