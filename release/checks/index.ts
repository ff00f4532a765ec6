import type { Check } from './check.js';
import { advisories } from './dependencies/advisories.js';
import { lockFrozen } from './dependencies/lock-frozen.js';
import { waivers } from './dependencies/waivers.js';
import { clean } from './git/clean.js';
import { inStep } from './git/in-step.js';
import { notShallow } from './git/not-shallow.js';
import { onMain } from './git/on-main.js';
import { consistent } from './versions/consistent.js';
import { releasable } from './versions/releasable.js';

/** Every check, in the order of the table. */
export const CHECKS: readonly Check[] = [
  onMain,
  clean,
  inStep,
  notShallow,
  lockFrozen,
  advisories,
  waivers,
  consistent,
  releasable,
];
