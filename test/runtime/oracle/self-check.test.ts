import { describe, expect, it } from '@jest/globals';
import { collectFacts, gitCommand } from '../../../runtime/src/facts/index.js';
import { job, rulesetFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import type { RuleResult } from '../../../runtime/src/rules/finding.js';
import { phantomContext } from '../../../runtime/src/rules/MD-001/phantom-context.js';
import type { Rule } from '../../../runtime/src/rules/rule.js';
import { RULES } from '../../../runtime/src/rules/rules.js';
import { runRules, type RuleOutcome } from '../../../runtime/src/rules/run-rules.js';
import { judgeAgain } from '../../../runtime/src/rules/self-check.js';
import { evaluate } from '../../../runtime/src/oracle.js';
import { repository } from '../../support/repository.js';
import { factsOf, openParts, SETTINGS, UNSOUND } from './parts.js';

const FILES = {
  ...workflowFile(['pull_request'], job('test')),
  ...rulesetFile({ contexts: ['test', 'tset'], app: 15368 }),
};

/** A rule that answers as its number of answers says. */
function counting(answer: (times: number) => RuleResult): Rule {
  let times = 0;
  return {
    meta: { ...phantomContext.meta, id: 'MD-900.1' },
    judge: () => {
      times += 1;
      return answer(times);
    },
  };
}
const judged = (n: number): RuleResult => ({ findings: [], unknowns: [], judged: n });

async function selfCheck(rules: readonly Rule[]): Promise<RuleOutcome> {
  const facts = await collectFacts(gitCommand(repository(FILES).folder, process.env), { env: {} });
  return judgeAgain(rules, facts, await runRules(rules, facts));
}

describe('MD-003.7: two evaluations of the same facts', () => {
  it.each<readonly [string, Rule, string]>([
    [
      'a rule that counts',
      counting(judged),
      'MD-900.1 answered 0 findings and 0 unknown over 1 judged, and then 0 findings and 0 unknown over 2 judged',
    ],
    [
      'a rule that finds another thing the second time',
      (() => {
        let times = 0;
        return {
          meta: { ...phantomContext.meta, id: 'MD-900.1' },
          judge: async (facts) => {
            const result = await phantomContext.judge(facts);
            times += 1;
            return times === 1 ? result : { ...result, findings: [] };
          },
        } satisfies Rule;
      })(),
      'MD-900.1 answered 1 findings ("tset") and 0 unknown over 2 judged, and then 0 findings and 0 unknown over 2 judged',
    ],
  ])('%s is a critical finding that nothing takes away', async (_, rule, says) => {
    const outcome = await selfCheck([phantomContext, rule]);
    expect(outcome).toMatchObject({
      check: 'MD-003.7',
      judged: 2,
      findings: [
        {
          check: 'MD-003.7',
          kind: 'evaluation-error',
          severity: 'critical',
          subject: 'MD-900.1',
          claim: { says: 'the same facts have the same answer' },
          reality: { says },
          place: { path: '.github', line: 1 },
        },
      ],
    });
  });

  it.each<readonly [string, readonly Rule[]]>([
    ['every rule that there is', RULES],
    ['a rule that makes a new answer with the same words each time', [counting(() => judged(3))]],
    [
      'a rule that fails the first time: it says so itself',
      [
        counting((times) => {
          if (times === 1) throw new Error('no');
          return judged(1);
        }),
      ],
    ],
  ])('is none of %s', async (_, rules) => {
    expect(await selfCheck(rules)).toEqual({
      check: 'MD-003.7',
      findings: [],
      unknowns: [],
      judged: rules.length,
    });
  });

  it('blocks, before every other finding of its report', async () => {
    const opened = await openParts();
    const facts = await factsOf(UNSOUND);
    const rules = [phantomContext, counting(judged)];
    const report = await evaluate(() => Promise.resolve(facts), SETTINGS, {
      ...opened.parts,
      rules,
    });
    opened.close();
    expect(report.decision.outcome).toBe('block');
    expect(report.findings.map(({ check }) => check)).toEqual(['MD-003.7', 'MD-001.1']);
    expect(report.rules.at(-1)).toEqual({ check: 'MD-003.7', judged: 2 });
  });
});
