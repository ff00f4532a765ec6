import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { collectFacts, gitCommand, type Facts } from '../../../runtime/src/facts/index.js';
import { phantomContextMeta } from '../../../runtime/src/rules/MD-001/meta.js';
import type { Rule } from '../../../runtime/src/rules/rule.js';
import { RULES } from '../../../runtime/src/rules/rules.js';
import { runRules } from '../../../runtime/src/rules/run-rules.js';
import { repository } from '../../support/repository.js';

const facts = (): Promise<Facts> =>
  collectFacts(gitCommand(repository().folder, process.env), { env: {} });
const rule = (id: string, judge: Rule['judge']): Rule => ({
  meta: { ...phantomContextMeta, id },
  judge,
});
const quiet = rule('MD-900.1', () => ({ findings: [], unknowns: [], judged: 3 }));

describe('running rules', () => {
  it.each([
    [
      'throws',
      rule('MD-901.1', () => {
        throw new RangeError('off by one');
      }),
      'RangeError: off by one',
    ],
    ['rejects', rule('MD-901.1', () => Promise.reject(new Error('later'))), 'Error: later'],
    [
      'never ends',
      rule('MD-901.1', () => new Promise(() => undefined)),
      'it ran longer than 500 ms',
    ],
    [
      'computes too long',
      rule('MD-901.1', () => {
        const end = performance.now() + 600;
        while (performance.now() < end);
        return { findings: [], unknowns: [], judged: 0 };
      }),
      'it ran longer than 500 ms',
    ],
  ])(
    'answers a critical finding for a rule that %s, and the others all the same',
    async (_, broken, why) => {
      const [first, second] = await runRules([broken, quiet], await facts(), 500);
      expect(first?.findings).toMatchObject([
        {
          check: 'MD-901.1',
          kind: 'evaluation-error',
          severity: 'critical',
          subject: 'evaluation-error',
          reality: { says: why },
        },
      ]);
      expect(second).toEqual({ check: 'MD-900.1', findings: [], unknowns: [], judged: 3 });
    },
  );

  it('waits for a rule that takes its time within the budget', async () => {
    const slow = rule('MD-902.1', async () => {
      await sleep(20);
      return { findings: [], unknowns: [], judged: 1 };
    });
    expect(await runRules([slow], await facts())).toMatchObject([{ judged: 1, findings: [] }]);
  });
});

describe('the rules', () => {
  it('have ids in order, each once, with a page, examples that trip and examples that must not', () => {
    const ids = RULES.map((r) => r.meta.id);
    const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
    expect(ids).toEqual([...new Set(ids)].sort(byNumber));
    for (const { meta } of RULES) {
      expect(meta.docs).toMatch(/^docs\/rules\/MD-\d{3}\.md#md-\d+-[a-z-]+$/);
      const answers = meta.examples.map((e) => e.answer);
      const trips = answers.filter((answer) => answer === 'violation').length;
      // What trips a rule teaches less than what almost does.
      // A rule about what is missing answers unknown, and never a finding.
      expect(answers.some((answer) => answer !== 'pass')).toBe(true);
      expect(answers).toContain('pass');
      expect(answers.length - trips).toBeGreaterThanOrEqual(2);
      expect(`${meta.title} ${meta.rationale} ${meta.remedy}`.length).toBeGreaterThan(60);
    }
  });
});
