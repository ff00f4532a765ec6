import { createHash } from 'node:crypto';
import type { Clock } from '../../runtime/src/clock.js';
import { eventId } from '../../runtime/src/stores/event-id.js';
import type { FpEvent } from '../../runtime/src/stores/ports.js';

/** A clock that a test sets. */
export interface TestClock extends Clock {
  set(iso: string): void;
  advance(ms: number): void;
}

export function testClock(iso = '2026-11-22T12:00:00.000Z'): TestClock {
  let now = Date.parse(iso);
  return {
    now: () => now,
    set: (to) => {
      now = Date.parse(to);
    },
    advance: (ms) => {
      now += ms;
    },
  };
}

let serial = 0;

/** A rule that no other test uses: suites share one store. */
export function freshRule(): string {
  serial += 1;
  const base = (process.pid * 131 + Date.now() + serial * 7) % 900_000;
  // Two letters and three digits: 676,000 rules.
  const letters = Math.floor(base / 1000);
  const a = String.fromCharCode(65 + (Math.floor(letters / 26) % 26));
  const b = String.fromCharCode(65 + ((letters + serial) % 26));
  return `${a}${b}-${String((base + serial) % 1000).padStart(3, '0')}`;
}

/** A finding id that no other test uses. */
export function findingId(seed: string | number): string {
  return createHash('sha256')
    .update(`${process.pid}:${Date.now()}:${seed}:${Math.random()}`)
    .digest('hex');
}

export interface SampleOptions {
  readonly rule: string;
  readonly finding?: string;
  readonly at?: string;
  readonly run?: string;
  readonly outcome?: FpEvent['outcome'];
}

/** A valid event. */
export function sampleEvent(options: SampleOptions): FpEvent {
  const { rule } = options;
  const identity = {
    rule,
    check: `${rule}.1`,
    findingId: options.finding ?? findingId('sample'),
    runId: options.run ?? 'run-1',
    occurredAt: options.at ?? '2026-11-22T11:00:00.000Z',
  };
  return { ...identity, eventId: eventId(identity), outcome: options.outcome ?? 'block' };
}

/** `count` events of a rule, `stepMs` apart, oldest first. */
export function sampleEvents(rule: string, count: number, stepMs = 1000): FpEvent[] {
  const start = Date.parse('2026-11-22T10:00:00.000Z');
  return Array.from({ length: count }, (_, i) =>
    sampleEvent({
      rule,
      finding: createHash('sha256')
        .update(`${rule}:${i % 7}`)
        .digest('hex'),
      at: new Date(start + i * stepMs).toISOString(),
      run: `run-${i}`,
    }),
  );
}
