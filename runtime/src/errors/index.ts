export * from './exit-codes.js';
export * from './is-error.js';
export * from './phase-mirror-error.js';
export * from './table.js';
