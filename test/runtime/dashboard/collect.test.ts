import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { collectMission, type MissionParts } from '../../../runtime/src/dashboard/collect.js';
import type { Mission } from '../../../runtime/src/dashboard/mission.js';
import type { Watch } from '../../../runtime/src/dashboard/watch.js';
import { runtimeError } from '../../../runtime/src/errors/index.js';
import { PROJECT } from '../../../runtime/src/names/index.js';
import { openStores, type Stores } from '../../../runtime/src/stores/index.js';
import { findingId, sampleEvent, testClock, type TestClock } from '../../contract/samples.js';

let folder: string;
let clock: TestClock;
let stores: Stores;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'phase-mirror-mission-'));
  clock = testClock('2026-11-22T09:58:00.000Z');
  const scope = { project: PROJECT, environment: 'local', account: '0', region: 'none' } as const;
  stores = await openStores({ scope, clock, env: { XDG_STATE_HOME: folder, HOME: folder } });
});
afterEach(() => {
  stores.close();
  rmSync(folder, { recursive: true });
});

const release = { tag: 'v0.1.0', commit: '63b5b86aa012', at: '2026-11-14T10:00:00.000Z' };

function mission(parts: Partial<MissionParts> = {}): Promise<Mission> {
  return collectMission({
    ...{ stores, clock, environment: 'local', watch: undefined },
    release: () => Promise.resolve(release),
    ...parts,
  });
}

const refused = (): Promise<never> =>
  Promise.reject(runtimeError('PM-3001', { what: 'DynamoDB on table t', why: 'AccessDenied' }));

describe('a mission of the embedded store', () => {
  it('counts one decision a run and day, whatever the number of its findings', async () => {
    const at = (iso: string, run: string, outcome: 'block' | 'warn'): unknown =>
      stores.fp.recordEvents([
        sampleEvent({ rule: 'MD-001', at: iso, run, outcome, finding: findingId(run) }),
        sampleEvent({ rule: 'MD-102', at: iso, run, outcome, finding: findingId(run) }),
      ]);
    await at('2026-11-22T01:00:00.000Z', 'run-1', 'block');
    await at('2026-11-22T02:00:00.000Z', 'run-2', 'warn');
    await at('2026-11-20T02:00:00.000Z', 'run-3', 'block');
    const { decided } = await mission();
    const days = decided.known ? decided.value : [];
    expect(days).toHaveLength(14);
    expect(days.filter(({ block, warn }) => block + warn > 0)).toEqual([
      { day: '2026-11-20', block: 1, warn: 0, allow: 0, partial: false },
      { day: '2026-11-22', block: 1, warn: 1, allow: 0, partial: false },
    ]);
  });

  it('counts a run that was repeated by its newest decision, on the UTC day of it', async () => {
    const at = (iso: string, run: string, outcome: 'block' | 'warn'): unknown =>
      stores.fp.recordEvents([sampleEvent({ rule: 'MD-001', at: iso, run, outcome })]);
    await at('2026-11-20T23:59:59.999Z', 'run-1', 'block');
    await at('2026-11-20T23:59:59.999Z', 'run-2', 'block');
    await at('2026-11-21T00:00:00.000Z', 'run-2', 'warn');
    // Of another rule, which is read later: its event is the older one.
    const older = { rule: 'MD-102', at: '2026-11-20T12:00:00.000Z', run: 'run-2' };
    await stores.fp.recordEvents([sampleEvent({ ...older, outcome: 'block' })]);
    const { decided } = await mission();
    expect((decided.known ? decided.value : []).filter((day) => day.block + day.warn > 0)).toEqual([
      { day: '2026-11-20', block: 1, warn: 0, allow: 0, partial: false },
      { day: '2026-11-21', block: 0, warn: 1, allow: 0, partial: false },
    ]);
  });

  it('leaves out an hour that has not come: a clock that is ahead counted there', async () => {
    const key = { rule: 'MD-001', repository: 'acme/shop', hour: '2026-11-22T11' };
    await stores.blocks.add([key], 'run-1');
    const { blocks } = await mission();
    expect(blocks.known && blocks.value.counters).toEqual([]);
  });

  it('says of an empty store that nothing happened, and how far back it looked', async () => {
    const of = await mission();
    const days = of.decided.known ? of.decided.value : [];
    expect([days[0]?.day, days.at(-1)?.day]).toEqual(['2026-11-09', '2026-11-22']);
    expect(days.filter((day) => day.block + day.warn + day.allow > 0 || day.partial)).toEqual([]);
    expect(of).toMatchObject({
      blocks: { known: true, value: { counters: [] } },
      drift: { known: true, value: [] },
    });
    expect(of.rules.known && of.rules.value.every(({ reviewed }) => reviewed === 0)).toBe(true);
    expect(of.rules.known && of.rules.value.some(({ interval }) => interval)).toBe(false);
  });

  it('draws the blocks of 48 hours, and says whose breaker is open', async () => {
    const key = { rule: 'MD-001', repository: 'acme/shop', hour: '2026-11-22T09' };
    for (let i = 0; i < 101; i += 1) await stores.blocks.add([key], `run-${i}`);
    await stores.blocks.add(
      [{ ...key, repository: 'acme/ledger', hour: '2026-11-21T10' }],
      'run-1',
    );
    const { blocks } = await mission();
    if (!blocks.known) throw new Error(blocks.why);
    const { hours, counters, threshold, strictThreshold } = blocks.value;
    expect([hours.length, hours.at(-1), threshold, strictThreshold]).toEqual([
      48,
      '2026-11-22T09',
      100,
      200,
    ]);
    expect(counters.map((one) => [one.repository, one.state, Math.max(...one.counts)])).toEqual([
      ['acme/shop', 'degraded', 101],
      ['acme/ledger', 'closed', 1],
    ]);
    expect(counters[0]?.counts.at(-1)).toBe(101);
  });

  it('judges rules as `calibrate` does', async () => {
    const events = Array.from({ length: 40 }, (_, i) =>
      sampleEvent({ rule: 'MD-001', finding: findingId(i), at: '2026-11-21T09:00:00.000Z' }),
    );
    await stores.fp.recordEvents(events);
    for (const { findingId: id } of events.slice(0, 30)) {
      await stores.fp.markFalsePositive({ findingId: id, by: 'ada', ticket: 'T-1' });
    }
    const { rules } = await mission();
    const [first, second] = rules.known ? rules.value : [];
    expect(first).toMatchObject({
      rule: 'MD-001',
      reviewed: 30,
      falsePositives: 30,
      pending: 10,
      due: 'demote',
    });
    expect(second).toMatchObject({ reviewed: 0, threshold: 0.1 });
    expect(second?.interval).toBeUndefined();
  });

  it('calls drift open that was seen in 7 days and is no false positive', async () => {
    const [open, wrong, old] = [findingId('open'), findingId('wrong'), findingId('old')];
    const seen = (finding: string, at: string, run: string): unknown =>
      stores.fp.recordEvent(sampleEvent({ rule: 'MD-005', finding, at, run }));
    await seen(open, '2026-11-20T09:00:00.000Z', 'run-1');
    await seen(open, '2026-11-21T09:00:00.000Z', 'run-2');
    await seen(wrong, '2026-11-21T09:00:00.000Z', 'run-2');
    await seen(old, '2026-11-10T09:00:00.000Z', 'run-0');
    await stores.fp.markFalsePositive({ findingId: wrong, by: 'ada', ticket: 'T-1' });
    const { drift } = await mission();
    expect(drift).toEqual({
      known: true,
      value: [
        {
          ...{ check: 'MD-005.1', title: 'Setting weakened', finding: open },
          ...{ lastSeen: '2026-11-21T09:00:00.000Z', times: 2, confirmed: false },
        },
      ],
    });
  });

  it('shows ages and no value, and says why what only AWS knows is not known', async () => {
    clock.advance(3 * 86_400_000);
    const of = await mission();
    expect(of.secrets.map(({ kind, versions }) => [kind, versions[0]?.state])).toEqual([
      ['nonce', 'signs'],
      ['salt', 'signs'],
    ]);
    expect(JSON.stringify(of)).not.toMatch(/[0-9a-f]{64}/);
    for (const known of [of.alarms, of.evaluated, of.deployments, of.magnitude]) {
      expect(known).toMatchObject({ known: false, why: expect.stringContaining('embedded store') });
    }
    expect(of.release).toEqual({ known: true, value: release });
  });
});

describe('a mission that cannot read everything', () => {
  it('gives the reason of each question, and answers the others', async () => {
    const watch: Watch = {
      evaluated: () => Promise.resolve([]),
      largestDrift: () => Promise.resolve({ day: '2026-11-20', magnitude: 0.2 }),
      alarms: () => Promise.reject(runtimeError('PM-3001', { what: 'CloudWatch', why: 'denied' })),
      deployments: () => Promise.resolve([]),
      close: () => undefined,
    };
    const blind = { ...stores, fp: { ...stores.fp, getWindowByCount: refused } };
    const of = await mission({
      watch,
      stores: blind,
      release: () => Promise.reject(runtimeError('PM-2002', { what: 'git', why: 'none' })),
    });
    for (const known of [of.decided, of.rules, of.drift, of.alarms, of.release]) {
      expect(known).toMatchObject({ known: false, why: expect.stringMatching(/^PM-\d{4} /) });
    }
    expect(of.blocks.known).toBe(true);
    expect(of.magnitude).toEqual({
      known: true,
      value: { largest: { day: '2026-11-20', magnitude: 0.2 } },
    });
  });

  it('judges nothing by thresholds that it cannot read', async () => {
    const parameters = { ...stores.parameters, thresholds: refused };
    const of = await mission({ stores: { ...stores, parameters } });
    for (const known of [of.blocks, of.rules, of.magnitude]) expect(known.known).toBe(false);
    expect(of.decided.known).toBe(true);
  });

  it('lets a bug be a bug', async () => {
    const release = (): Promise<never> => Promise.reject(new TypeError('a bug'));
    await expect(mission({ release })).rejects.toThrow('a bug');
  });
});
