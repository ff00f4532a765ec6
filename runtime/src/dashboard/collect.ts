import { DAY_MS, dayOf, type Clock } from '../clock.js';
import type { Environment } from '../names/index.js';
import type { Stores } from '../stores/index.js';
import type { Thresholds } from '../stores/ports.js';
import { packageVersion } from '../version.js';
import { readBlocks } from './blocks.js';
import { decidedDays, openDrift, readWindows } from './events.js';
import { asked, askedWith, from, type Known } from './known.js';
import type { Magnitude, Mission, Release } from './mission.js';
import { readRates } from './rates.js';
import { readSecrets } from './secrets.js';
import type { Watch } from './watch.js';

const DAYS = 14;

export interface MissionParts {
  readonly stores: Stores;
  readonly environment: Environment;
  readonly clock: Clock;
  /** Undefined: nothing watches this store. */
  readonly watch: Watch | undefined;
  readonly release: () => Promise<Release>;
}

/** Reads everything side by side. What cannot be read is not known, and says why. Throws only bugs. */
export async function collectMission(parts: MissionParts): Promise<Mission> {
  const { stores, environment, clock, watch } = parts;
  const now = clock.now();
  const days = Array.from({ length: DAYS }, (_, i) => dayOf(now - (DAYS - 1 - i) * DAY_MS));
  const [windows, thresholds] = await Promise.all([
    asked(() => readWindows(stores.fp)),
    asked(() => stores.parameters.thresholds()),
  ]);
  const watched = <T>(ask: (watch: Watch) => Promise<T>): Promise<Known<T>> =>
    watch === undefined ? Promise.resolve(UNWATCHED) : asked(() => ask(watch));
  // A judgement by thresholds that could not be read would be another one.
  const [blocks, rules, secrets, evaluated, magnitude, alarms, deployments, release] =
    await Promise.all([
      askedWith(thresholds, (set) => readBlocks(stores.blocks, environment, set, now)),
      askedWith(windows, (read) =>
        askedWith(thresholds, (set) => readRates(read, stores.calibration, set)),
      ).then(flat),
      readSecrets(stores.parameters, clock, thresholds.known ? thresholds.value : {}),
      watched((of) => of.evaluated(days)),
      askedWith(thresholds, (set) => watched((of) => magnitudeOf(of, days, set))).then(flat),
      watched((of) => of.alarms()),
      watched((of) => of.deployments()),
      asked(parts.release),
    ]);
  return {
    schema: 'phase-mirror/dashboard@1',
    at: new Date(now).toISOString(),
    version: packageVersion(),
    environment,
    store: stores.location,
    decided: from(windows, (read) => decidedDays(read, days)),
    drift: from(windows, (read) => openDrift(read, now)),
    ...{ evaluated, blocks, rules, magnitude, secrets, alarms, deployments, release },
  };
}

const UNWATCHED: Known<never> = {
  known: false,
  why: 'the embedded store is a file of this user, which neither CloudWatch nor Terraform knows; `--store aws --environment NAME` looks at a deployed environment',
};

const flat = <T>(known: Known<Known<T>>): Known<T> => (known.known ? known.value : known);

async function magnitudeOf(
  watch: Watch,
  days: readonly string[],
  { driftMagnitude: threshold }: Thresholds,
): Promise<Magnitude> {
  const largest = await watch.largestDrift(days);
  return {
    ...(largest === undefined ? {} : { largest }),
    ...(threshold === undefined ? {} : { threshold }),
  };
}
