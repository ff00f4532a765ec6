import { phantomContext } from './MD-001/phantom-context.js';
import { queueDeadlock } from './MD-102/queue-deadlock.js';
import type { Rule } from './rule.js';

/** Every rule, in the order of its id. */
export const RULES: readonly Rule[] = [phantomContext, queueDeadlock];
