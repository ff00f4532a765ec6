import type { Rule } from '../rule.js';
import { driftRule } from './drifted-fields.js';
import { weakenedSettingMeta } from './meta.js';

/** A protective setting that is weaker than what was accepted. */
export const weakenedSetting: Rule = driftRule(weakenedSettingMeta, 'MD-005.1', 'high');
