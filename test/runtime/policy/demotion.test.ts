import { describe, expect, it } from '@jest/globals';
import { readDemotions } from '../../../runtime/src/policy/demotion.js';
import type { EnforcementChange } from '../../../runtime/src/stores/ports.js';
import { demotionOf, promotionOf } from '../../contract/enforcement-steps.js';

const at = '2026-11-22T12:00:00.000Z';
const demoted: EnforcementChange = { ...demotionOf('MD-001'), revision: 1, at };
const promoted: EnforcementChange = { ...promotionOf('MD-102', at), revision: 2, at };

describe('demotions in force', () => {
  it('are asked for once, for every rule once', async () => {
    const asked: (readonly string[])[] = [];
    const reading = await readDemotions(['MD-001', 'MD-102', 'MD-001'], {
      enforcement: (rules) => {
        asked.push(rules);
        return Promise.resolve(new Map([demoted, promoted].map((c) => [c.rule, c])));
      },
    });
    expect(asked).toEqual([['MD-001', 'MD-102']]);
    expect(reading.degraded).toBeUndefined();
    expect(reading.reason('MD-001')).toBe(
      'MD-001 warns and does not block since 2026-11-22: 60 of 80 reviewed findings were false positives',
    );
    expect(reading.reason('MD-102')).toBeUndefined();
    expect(reading.reason('MD-003')).toBeUndefined();
  });

  it('that cannot be read demote nothing', async () => {
    const reading = await readDemotions(['MD-001'], {
      enforcement: () => Promise.reject(new Error('connection reset')),
    });
    expect(reading.degraded).toBe('demotions unreadable, every rule blocks: connection reset');
    expect(reading.reason('MD-001')).toBeUndefined();
  });
});
