import { job, policyFile, rulesetFile, workflowFile } from '../example-files.js';
import { exampleLive, hidden, liveRuleset } from '../example-live.js';
import type { RuleMeta, Told } from '../rule.js';

const ci = workflowFile(['pull_request', 'merge_group'], job('test'));
const policy = policyFile('require:', '  mergeQueue: true');
const queued = rulesetFile({ contexts: ['test'], queue: true });
const evaluated = Object.fromEntries(
  Object.entries(queued).map(([path, text]) => [path, text.replace('"active"', '"evaluate"')]),
);
const decision = {
  'docs/adr/0004-queue.md': [
    '---',
    'status: accepted',
    'date: 2026-03-02',
    "deciders: ['@example-org/platform']",
    'enforces:',
    '  mergeQueue: true',
    '---',
    '',
  ].join('\n'),
};
const told = (says: string, parts: Parameters<typeof exampleLive>[0]): { readonly told: Told } => ({
  told: { says, facts: () => ({ live: exampleLive(parts) }) },
});
const live = liveRuleset({ contexts: ['test'] });
const at = { place: live.claim.at.place, quote: '' };

export const absentQueueMeta: RuleMeta = {
  id: 'MD-102.9',
  title: 'Queue claimed but absent',
  rationale:
    'Policy or ADR say that changes are tested together before they are merged. A ruleset that is only evaluated, or that lost its queue, merges them untested all the same.',
  remedy:
    'Add the rule `merge_queue` to an active ruleset; or drop `require.mergeQueue` from .phase-mirror.yml, or supersede the ADR.',
  docs: 'docs/rules/MD-102.md#md-1029-queue-claimed-but-absent',
  examples: [
    {
      title: 'a policy that wants a queue, in a ruleset that is only evaluated',
      answer: 'violation',
      base: { ...ci, ...policy, ...evaluated },
    },
    {
      title: 'a policy that wants a queue, where GitHub has none',
      answer: 'violation',
      base: { ...ci, ...policy, ...queued },
      ...told('GitHub requires the check `test` and makes no queue.', {
        claims: { state: 'known', value: [live] },
      }),
    },
    {
      title: 'a decision that wants a queue, where GitHub has none',
      answer: 'violation',
      base: { ...ci, ...decision },
      ...told('GitHub makes no queue.', { claims: { state: 'known', value: [live] } }),
    },
    {
      title: 'a queue in a ruleset in force',
      answer: 'pass',
      base: { ...ci, ...policy, ...queued },
    },
    {
      title: 'a queue in force on GitHub, in no file',
      answer: 'pass',
      base: { ...ci, ...policy },
      ...told('GitHub makes a queue.', {
        claims: {
          state: 'known',
          value: [{ ...live, claim: { ...live.claim, mergeQueue: at } }],
        },
      }),
    },
    {
      title: 'a ruleset that is only evaluated, where nobody claims a queue',
      answer: 'pass',
      base: { ...ci, ...evaluated },
    },
    {
      title: 'a decision that was superseded',
      answer: 'pass',
      base: {
        ...ci,
        'docs/adr/0004-queue.md': decision['docs/adr/0004-queue.md'].replace(
          'accepted',
          'superseded by 5',
        ),
      },
      ...told('GitHub makes no queue.', { claims: { state: 'known', value: [live] } }),
    },
    {
      title: 'a protection that GitHub does not show: hidden is not absent',
      answer: 'unknown',
      base: { ...ci, ...policy },
      ...told('GitHub does not show the branch protection.', {
        claims: hidden('administration: read'),
      }),
    },
    {
      title: 'no file that says it, and GitHub is not asked',
      answer: 'unknown',
      base: { ...ci, ...policy },
    },
  ],
};
