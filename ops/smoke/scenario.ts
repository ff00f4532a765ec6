import type { Clock } from '../../runtime/src/clock.js';
import type { Deployment } from '../../stacks/environments.js';
import type { Stores } from '../../runtime/src/stores/index.js';
import type { Latency } from './latency.js';

/** What a scenario works with. */
export interface Scene {
  readonly deployment: Deployment;
  /** The environment's own stores, as the runtime opens them. */
  readonly stores: Stores;
  /** The runtime's stores at another endpoint: for a stand-in. The caller closes them. */
  storesAt(endpoint: string): Promise<Stores>;
  /** Different in each run. */
  readonly run: string;
  /** Time of the run's beginning, standing still: an hour that turns must not fail a scenario. */
  readonly clock: Clock;
  /** Does the work and counts its time for the latency columns. */
  time<T>(work: () => Promise<T>): Promise<T>;
}

/** One row of the scenario table. */
export interface Scenario {
  readonly id: string;
  readonly kind: 'happy' | 'error' | 'edge';
  /** What is true when it passes. */
  readonly title: string;
  /** What is injected, and what of the environment is then not asked; absent where nothing is. */
  readonly injected?: string;
  /** Answers what was seen, in one line. Throws `Unexpected` when it is not so. */
  run(scene: Scene): Promise<string>;
}

/** `could-not-run`: the environment did not answer, so nothing is known. Never a pass. */
export interface ScenarioResult extends Omit<Scenario, 'run'> {
  readonly outcome: 'pass' | 'fail' | 'could-not-run';
  readonly seen: string;
  /** Of the calls to the environment; absent where it is not asked. */
  readonly latency?: Latency;
}

/** The environment does something else than the scenario says. */
export class Unexpected extends Error {
  override readonly name = 'Unexpected';
}

/** Throws `Unexpected` unless it holds. */
export function expect(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Unexpected(otherwise);
}
