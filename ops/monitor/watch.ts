import { setTimeout as wait } from 'node:timers/promises';
import { said } from '../aws/failure.js';
import type { Io } from '../frame/io.js';
import { breachesOf, type Breach, type Limits } from './judge.js';
import type { Sample } from './sample.js';

/** One look at the environment: a sample, or why there is none. */
export type Look =
  | { readonly at: string; readonly sample: Sample; readonly breaches: readonly Breach[] }
  | { readonly at: string; readonly unanswered: string };

/** A breach over the whole watch. */
export interface BreachRecord extends Breach {
  readonly from: string;
  /** The last look that still showed it. */
  readonly to: string;
  readonly looks: number;
}

export interface Watched {
  readonly from: string;
  readonly to: string;
  readonly looks: number;
  readonly unanswered: number;
  /** Share of looks in which the environment answered and its composite alarm did not ring, 0..1. */
  readonly uptime: number;
  readonly breaches: readonly BreachRecord[];
  /** The last sample; absent when there was none. */
  readonly last?: Sample;
  /** Whether somebody ended it before its time. */
  readonly endedEarly: boolean;
}

export interface Watch {
  readonly io: Pick<Io, 'now' | 'signal'>;
  readonly forMs: number;
  readonly everyMs: number;
  readonly limits: Limits;
  readonly sample: (now: number) => Promise<Sample>;
  /** Told of every look. */
  readonly onLook: (look: Look, soFar: Watched) => void;
}

/** Looks at the environment until the time is over or the watch is cancelled. */
export async function watch(given: Watch): Promise<Watched> {
  const { io, forMs, everyMs, limits, onLook } = given;
  const start = io.now();
  const end = start + forMs;
  const breaches = new Map<string, BreachRecord>();
  let [looks, unanswered, up] = [0, 0, 0];
  let last: Sample | undefined;
  const soFar = (): Watched => ({
    from: new Date(start).toISOString(),
    to: new Date(io.now()).toISOString(),
    looks,
    unanswered,
    uptime: looks === 0 ? 0 : up / looks,
    breaches: [...breaches.values()],
    ...(last === undefined ? {} : { last }),
    endedEarly: io.now() < end,
  });
  while (!io.signal.aborted) {
    const look = await lookOnce(given, io.now());
    looks += 1;
    if ('sample' in look) {
      last = look.sample;
      if (look.sample.healthy !== false) up += 1;
      for (const breach of look.breaches) note(breaches, breach, look.at);
    } else {
      unanswered += 1;
      note(breaches, { id: 'unanswered', says: look.unanswered }, look.at);
    }
    onLook(look, soFar());
    const left = end - io.now();
    if (left <= 0) break;
    await wait(Math.min(everyMs, left), undefined, { signal: io.signal }).catch(() => undefined);
    // The last look is that at the end, unless the one before it was just now.
    if (io.now() >= end && everyMs > left) break;
  }
  return soFar();

  async function lookOnce({ sample }: Watch, now: number): Promise<Look> {
    const at = new Date(now).toISOString();
    try {
      const taken = await sample(now);
      return { at, sample: taken, breaches: breachesOf(taken, limits) };
    } catch (error) {
      return { at, unanswered: said(error) };
    }
  }
}

function note(records: Map<string, BreachRecord>, breach: Breach, at: string): void {
  const known = records.get(breach.id);
  records.set(breach.id, {
    ...breach,
    from: known?.from ?? at,
    to: at,
    looks: (known?.looks ?? 0) + 1,
  });
}
