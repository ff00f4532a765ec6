import { describe, expect, it } from '@jest/globals';
import { RULES } from '../../../runtime/src/rules/rules.js';
import { exampleFacts, exampleRepository } from './example-facts.js';

/** The families of rules: each has a test file of its own, so that they are tried side by side. */
export const FAMILIES = ['MD-001', 'MD-002', 'MD-003', 'MD-004', 'MD-005', 'MD-102'] as const;

/** Tries every example of the rules of a family: real repositories, through the real collectors. */
export function tryExamples(family: (typeof FAMILIES)[number]): void {
  const rules = RULES.filter(({ meta }) => meta.id.startsWith(`${family}.`));
  describe.each(rules.map((rule) => [rule.meta.id, rule] as const))('%s', (_, rule) => {
    it.each(rule.meta.examples.map((example) => [example.answer, example.title, example] as const))(
      'answers %s: %s',
      async (answer, __, example) => {
        const repo = exampleRepository(example);
        const facts = await exampleFacts(repo.folder, example);
        const result = await rule.judge(facts);
        const judged =
          result.findings.length > 0
            ? 'violation'
            : result.unknowns.length > 0
              ? 'unknown'
              : 'pass';
        expect({ judged, result }).toEqual({ judged: answer, result });
        repo.remove();
      },
    );
  });
}
