import { valueOf, type Bypass, type Facts, type LiveFacts } from '../../facts/index.js';
import { job, workflowFile } from '../example-files.js';
import { exampleLive, hidden } from '../example-live.js';
import type { RuleResult } from '../finding.js';
import { apiEvidence, apiPath, hiddenQuestion } from '../live.js';
import { branchTitle } from '../required-checks.js';
import type { Rule, RuleMeta, Told } from '../rule.js';
import { findingOf, judgeEach, type Violation } from '../violation.js';

const ci = workflowFile(['pull_request'], job('test'));
const told = (says: string, parts: Parameters<typeof exampleLive>[0]): { readonly told: Told } => ({
  told: { says, facts: () => ({ live: exampleLive(parts) }) },
});
const used = { id: 9, commit: 'b'.repeat(40), actor: 'ada', at: '2026-11-20T10:00:00Z' };

const meta: RuleMeta = {
  id: 'MD-004.3',
  title: 'Bypass used',
  rationale:
    'A bypass is for the emergency that somebody answers for afterwards. One that nobody looks at is a branch without protection.',
  remedy:
    'Let somebody review what went in, write down why the bypass was needed, and take the right away where it was not.',
  docs: 'docs/rules/MD-004.md#md-0043-bypass-used',
  examples: [
    {
      title: 'a push to the branch that bypassed a ruleset',
      answer: 'violation',
      base: ci,
      ...told('GitHub evaluated the rulesets for a push of ada, who bypassed them.', {
        bypasses: { state: 'known', value: [used] },
      }),
    },
    {
      title: 'two bypasses',
      answer: 'violation',
      base: ci,
      ...told('GitHub lists two evaluations that were bypassed.', {
        bypasses: {
          state: 'known',
          value: [used, { id: 10, commit: 'c'.repeat(40) }],
        },
      }),
    },
    { title: 'no bypass', answer: 'pass', base: ci, ...told('GitHub lists no bypass.', {}) },
    { title: 'GitHub is not asked', answer: 'pass', base: ci },
    {
      title: 'a token that may not see it: hidden is not absent',
      answer: 'unknown',
      base: ci,
      ...told('GitHub answers 403.', { bypasses: hidden('administration: read') }),
    },
  ],
};

/** Evaluations of rulesets on the branch, in the last week, that somebody bypassed. */
export const bypassUsed: Rule = { meta, judge };

function judge({ live }: Facts): RuleResult {
  if (live === undefined) return { findings: [], unknowns: [], judged: 0 };
  const bypasses = valueOf(live.bypasses);
  if (bypasses === undefined) {
    const question = hiddenQuestion(branchTitle(live.branch), [live.bypasses]);
    return { findings: [], unknowns: [{ ...question, check: meta.id }], judged: 1 };
  }
  const result = judgeEach(meta.id, bypasses, (one) => violation(one, live));
  return {
    findings: result.violations.map((one) => findingOf(meta.id, one, false)),
    unknowns: [],
    judged: Math.max(1, result.judged),
  };
}

function violation({ id, commit, actor, at }: Bypass, live: LiveFacts): Violation {
  const who = actor ?? 'somebody';
  return {
    subject: `rule suite ${id}`,
    severity: 'high',
    confidence: 'high',
    title: `${who} bypassed the rules of ${live.branch}`,
    claim: { says: `rulesets protect ${live.branch}`, quote: '' },
    reality: apiEvidence(
      `${who} brought ${commit.slice(0, 12)} into ${live.branch} past them${at === undefined ? '' : ` (${at})`}`,
      apiPath(live, `rulesets/rule-suites/${id}`),
      '/result',
    ),
    why: 'What went in this way was seen by no check and no reviewer that the rules ask for.',
    fix: 'Review the commit now, note the reason, and suppress this finding with it; else revert.',
  };
}
