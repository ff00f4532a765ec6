import { job, rulesetFile, workflowFile } from '../example-files.js';
import type { RuleMeta } from '../rule.js';

const queue = rulesetFile({ contexts: ['test'], queue: true });

export const queueDeadlockMeta: RuleMeta = {
  id: 'MD-102.1',
  title: 'Queue deadlock',
  rationale:
    'A merge queue tests a commit of its own and waits there for every required check. A workflow without `merge_group` never starts on it: each entry waits until it times out, and nothing merges.',
  remedy: 'Add `merge_group` to the `on` of every workflow that reports a required check.',
  docs: 'docs/rules/MD-102.md#md-1021-queue-deadlock',
  examples: [
    {
      title: 'a required workflow that does not start in the queue',
      answer: 'violation',
      base: { ...workflowFile(['pull_request'], job('test')), ...queue },
    },
    {
      title: 'a change that takes merge_group away',
      answer: 'violation',
      base: { ...workflowFile(['pull_request', 'merge_group'], job('test')), ...queue },
      change: workflowFile(['pull_request'], job('test')),
    },
    {
      title: 'a workflow that starts in the queue',
      answer: 'pass',
      base: { ...workflowFile(['pull_request', 'merge_group'], job('test')), ...queue },
    },
    {
      title: 'a workflow that starts on every push, and so on the branch of the queue',
      answer: 'pass',
      base: { ...workflowFile(['push'], job('test')), ...queue },
    },
    {
      title: 'no merge queue',
      answer: 'pass',
      base: {
        ...workflowFile(['pull_request'], job('test')),
        ...rulesetFile({ contexts: ['test'] }),
      },
    },
    {
      title: 'nothing claimed at all',
      answer: 'unknown',
      base: workflowFile(['pull_request'], job('test')),
    },
  ],
};
