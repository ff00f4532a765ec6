/**
 * Ports of the state that the oracle keeps. `embedded/` and the AWS rooms implement them; one
 * contract suite a port (test/contract) holds both. Times are ISO 8601 UTC with milliseconds.
 */
import type { BaselineStore } from './ports/baseline-store.js';
import type { BlockCounter } from './ports/block-counter.js';
import type { CalibrationStore } from './ports/calibration-store.js';
import type { ConsentStore } from './ports/consent-store.js';
import type { FpStore } from './ports/fp-store.js';
import type { Parameters } from './ports/parameters.js';

export type * from './ports/baseline-store.js';
export * from './ports/block-counter.js';
export * from './ports/calibration-store.js';
export * from './ports/fp-store.js';
export * from './ports/parameters.js';
export * from './ports/consent-store.js';

/** Every port of one place. Close it, or the process stays alive. */
export interface Ports {
  readonly fp: FpStore;
  readonly blocks: BlockCounter;
  readonly consent: ConsentStore;
  readonly calibration: CalibrationStore;
  readonly baselines: BaselineStore;
  readonly parameters: Parameters;
  /** Where the state is, for messages: a file, or a region. */
  readonly location: string;
  close(): void;
}
