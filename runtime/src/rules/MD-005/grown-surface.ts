import type { Rule } from '../rule.js';
import { driftRule } from './drifted-fields.js';
import { grownSurfaceMeta } from './meta.js';

/** Workflows that can reach more, or be made to run by more, than what was accepted. */
export const grownSurface: Rule = driftRule(grownSurfaceMeta, 'MD-005.3', 'medium');
