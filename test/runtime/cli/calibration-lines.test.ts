import { expect, it } from '@jest/globals';
import { renderCalibration } from '../../../runtime/src/cli/calibration-lines.js';
import { calibrate } from '../../../runtime/src/policy/calibration.js';

it('shows the rule in other organisations, and the threshold that it would keep there', () => {
  const aggregate = { rule: 'MD-001', organisations: 12, reviewed: 1000, falsePositives: 50 };
  const elsewhere = { shown: true, period: '2026-09', ...aggregate } as const;
  const suggestion = calibrate(
    { rule: 'MD-001', events: [], enforcement: undefined, benchmark: elsewhere },
    { falsePositiveRate: 0.1 },
  );
  const one = {
    suggestion,
    elsewhere,
    month: '2026-09',
    applied: undefined,
    contributed: undefined,
  };
  expect(renderCalibration([one], false)).toBe(`MD-001  blocks
  reviewed   0 findings, 0 false positives, 0 pending
  judged     30 more reviewed findings are needed to judge it
  elsewhere  50 of 1000 in 12 organisations in 2026-09; a threshold of 0.07 would keep it there
`);
});
