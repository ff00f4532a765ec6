import { nearest } from '../errors/nearest.js';
import { ruleOf } from '../rules/finding.js';
import { RULES } from '../rules/rules.js';
import { usage } from './options.js';

/** Every rule without its sub-checks: `MD-001`. */
export const RULE_IDS: readonly string[] = [...new Set(RULES.map(({ meta }) => ruleOf(meta.id)))];

/** The rule that a word names, in any case. Throws PM-1001 with the nearest one. */
export function ruleNamed(command: string, word: string): string {
  const asked = word.toUpperCase();
  if (RULE_IDS.includes(asked)) return asked;
  const near = nearest(asked, RULE_IDS);
  throw usage(
    command,
    `there is no rule ${word}: ${near === undefined ? `they are ${RULE_IDS.join(', ')}` : `did you mean ${near}?`}`,
  );
}
