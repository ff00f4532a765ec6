/**
 * Ports of the state that the oracle keeps. `embedded/` and the AWS rooms implement them; one
 * contract suite a port (test/contract) holds both. Times are ISO 8601 UTC with milliseconds.
 */
export type * from './ports/baseline-store.js';
export * from './ports/block-counter.js';
export * from './ports/calibration-store.js';
export * from './ports/fp-store.js';
export * from './ports/parameters.js';
export * from './ports/consent-store.js';
