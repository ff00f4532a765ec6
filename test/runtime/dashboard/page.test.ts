import { describe, expect, it } from '@jest/globals';
import { attentionOf, unansweredIn } from '../../../runtime/src/dashboard/attention.js';
import type { Mission } from '../../../runtime/src/dashboard/mission.js';
import { renderMission } from '../../../runtime/src/dashboard/page.js';
import { blindMission, busyMission } from './missions.js';

const calm = (changes: Partial<Mission> = {}): Mission => ({
  ...busyMission(),
  blocks: {
    known: true,
    value: { hours: ['2026-11-22T09'], threshold: 20, strictThreshold: 40, counters: [] },
  },
  rules: { known: true, value: [] },
  drift: { known: true, value: [] },
  secrets: [],
  alarms: { known: true, value: { ringing: [], quiet: 28, undecided: 0, missing: [] } },
  ...changes,
});

describe('what wants a person', () => {
  it('comes urgent things first', () => {
    expect(attentionOf(busyMission()).map(({ urgent, text }) => [urgent, text])).toEqual([
      [true, '1 alarm rings'],
      [true, '1 breaker is open'],
      [false, 'the nonce is 96 days old and due for rotation'],
      [false, '2 drift findings are open'],
      [false, '1 rule is due to be demoted'],
    ]);
    expect(unansweredIn(busyMission())).toBe(0);
  });

  it.each<[string, Partial<Mission>, string]>([
    [
      'a missing alarm',
      {
        alarms: {
          known: true,
          value: { ringing: [], quiet: 1, undecided: 0, missing: ['a', 'b'] },
        },
      },
      '2 alarms are missing',
    ],
    [
      'drift beyond the threshold',
      {
        magnitude: {
          known: true,
          value: { largest: { day: '2026-11-20', magnitude: 0.4 }, threshold: 0.3 },
        },
      },
      'a repository drifted beyond the threshold',
    ],
    [
      'an older nonce that signs',
      { secrets: [{ kind: 'nonce', source: 's', versions: [], degraded: 'v2 is malformed' }] },
      'an older nonce signs',
    ],
    [
      'no salt',
      { secrets: [{ kind: 'salt', source: 's', versions: [], failed: 'PM-4003' }] },
      'no salt can be used',
    ],
  ])('says %s', (_, changes, text) => {
    expect(attentionOf(calm(changes))).toEqual([expect.objectContaining({ urgent: true, text })]);
  });

  it('is nothing where nothing is wrong', () => {
    expect(attentionOf(calm())).toEqual([]);
    expect(renderMission(calm())).toContain('<span class="state good">Nothing to do</span>');
  });
});

describe('the page', () => {
  it('has equal bytes for equal missions', () => {
    expect(renderMission(busyMission())).toBe(renderMission(busyMission()));
  });

  it('allows no script, and loads nothing', () => {
    const page = renderMission(busyMission());
    expect(page).toContain(`default-src &#39;none&#39;`);
    expect(page).not.toMatch(/<script|script-src|<img|<link rel="stylesheet/);
  });

  it('never shows what is not known as none', () => {
    const page = renderMission(blindMission());
    expect(page.match(/: not known\.<\/b> PM-3001/g)).toHaveLength(9);
    expect(page).toContain('9 questions without an answer');
    expect(page).not.toMatch(/>0 blocked|No rule blocked|None rings|>None\./);
    const quiet = renderMission(calm({ decided: { known: false, why: 'PM-3001 x' } }));
    expect(quiet).toContain('Not all is known');
  });

  it('shows a hostile name as text', () => {
    const hostile = '<img src=x onerror=1>\u202e';
    const page = renderMission(
      calm({
        store: hostile,
        blocks: {
          known: true,
          value: {
            ...{ hours: ['2026-11-22T09'], threshold: 20, strictThreshold: 40 },
            counters: [{ rule: 'MD-001', repository: hostile, counts: [1], state: 'closed' }],
          },
        },
        alarms: {
          known: true,
          value: {
            ringing: [{ name: hostile, since: hostile, says: hostile }],
            quiet: 0,
            undecided: 2,
            missing: [hostile],
          },
        },
      }),
    );
    expect(page).not.toMatch(/<img|\u202e/);
    expect(page).toContain('&lt;img src=x onerror=1&gt;\\u{202e}');
  });

  it('says that a stack was never deployed', () => {
    const deployments = { known: true, value: [{ stack: 'data' }] } as const;
    expect(renderMission(calm({ deployments }))).toContain('never deployed');
  });
});

describe('a page with nothing to draw', () => {
  it('says so in words, and draws no empty chart', () => {
    const day = '2026-11-22';
    const page = renderMission(
      calm({
        decided: { known: true, value: [{ day, block: 0, warn: 0, allow: 0, partial: false }] },
        evaluated: { known: true, value: [{ day, evaluations: 0, blocks: 0, failures: 0 }] },
      }),
    );
    expect(page.match(/None in the last 1 days\./g)).toHaveLength(2);
    expect(page).not.toContain('<svg');
    expect(page).not.toContain('The same in numbers');
    expect(page).not.toContain('the dashed line');
  });

  it('keeps a day that may hold more: it is not nothing', () => {
    const partial = { day: '2026-11-22', block: 0, warn: 0, allow: 0, partial: true };
    const page = renderMission(calm({ decided: { known: true, value: [partial] } }));
    expect(page).toContain('class="partial"');
  });
});
