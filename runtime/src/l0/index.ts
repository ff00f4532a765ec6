export * from './capabilities.js';
export * from './explain.js';
export * from './invariants.js';
