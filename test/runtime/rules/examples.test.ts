import { describe, expect, it } from '@jest/globals';
import { RULES } from '../../../runtime/src/rules/rules.js';
import { exampleFacts, exampleRepository } from './example-facts.js';

describe.each(RULES.map((rule) => [rule.meta.id, rule] as const))('%s', (_, rule) => {
  it.each(rule.meta.examples.map((example) => [example.answer, example.title, example] as const))(
    'answers %s: %s',
    async (answer, __, example) => {
      const repo = exampleRepository(example);
      const facts = await exampleFacts(repo.folder, example);
      const result = await rule.judge(facts);
      const judged =
        result.findings.length > 0 ? 'violation' : result.unknowns.length > 0 ? 'unknown' : 'pass';
      expect({ judged, result }).toEqual({ judged: answer, result });
      repo.remove();
    },
  );
});
