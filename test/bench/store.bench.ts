import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '../../runtime/src/stores/embedded/index.js';
import { eventId, type FpEvent } from '../../runtime/src/stores/index.js';
import { measure, type Bench } from './bench.js';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const hex = (seed: string): string => createHash('sha256').update(seed).digest('hex');

function eventOf(i: number): FpEvent {
  const identity = {
    rule: 'MD-001',
    check: 'MD-001.1',
    findingId: hex(`finding ${i % 500}`),
    runId: `run-${i}`,
    occurredAt: new Date(NOW - 1_000_000 + i).toISOString(),
  };
  return { ...identity, eventId: eventId(identity), outcome: 'block' };
}

/** The embedded store on a file that holds 10,000 events and 500 verdicts. */
export const bench: Bench = {
  name: 'store',
  targets: [
    // 5,000 a second and more.
    { case: 'embedded recordEvent', statistic: 'median', atMost: 0.2 },
    { case: 'embedded falsePositives(100 ids)', statistic: 'median', atMost: 1 },
  ],
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'phase-mirror-bench-'));
    const stores = openEmbedded(join(folder, 'local.db'), { clock: { now: () => NOW } });
    try {
      await stores.fp.recordEvents(Array.from({ length: 10_000 }, (_, i) => eventOf(i)));
      const findings = Array.from({ length: 500 }, (_, i) => hex(`finding ${i}`));
      for (const findingId of findings) {
        await stores.fp.markFalsePositive({ findingId, by: 'bench', ticket: 'T-1' });
      }
      const asked = findings.slice(0, 100);
      let next = 10_000;
      return await measure([
        {
          name: 'embedded recordEvent',
          work: () => {
            next += 1;
            return stores.fp.recordEvent(eventOf(next));
          },
        },
        { name: 'embedded falsePositives(100 ids)', work: () => stores.fp.falsePositives(asked) },
        {
          name: 'embedded getWindowByCount(100)',
          work: () => stores.fp.getWindowByCount('MD-001', 100),
        },
      ]);
    } finally {
      stores.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};
