import { customDetectors, redactor, type CustomRule } from '../../../runtime/src/privacy/index.js';
import { testRing } from './keys.js';

/** A token of version 1, of any kind. */
export const TOKEN = /\[redacted:([a-z0-9-]+):v1:[0-9a-f]{12}\]/g;

/** A function that redacts by these patterns, and its tokens short: `<custom>`. */
export async function redacting(
  ...rules: readonly (string | CustomRule)[]
): Promise<{ redact: (text: string) => string; short: (text: string) => string }> {
  const named = rules.map((rule, i) =>
    typeof rule === 'string' ? { name: `rule-${i}`, pattern: rule } : rule,
  );
  const custom = await customDetectors(named);
  const redact = (text: string): string => redactor(testRing(), { custom }).text(text);
  return { redact, short: (text) => redact(text).replaceAll(TOKEN, '<$1>') };
}
