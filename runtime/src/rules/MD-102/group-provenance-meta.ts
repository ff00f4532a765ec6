import type { GroupFacts, GroupPull, LiveReview } from '../../facts/index.js';
import { job, rulesetFile, workflowFile } from '../example-files.js';
import {
  ADA,
  approval,
  BOB,
  exampleLive,
  examplePull,
  hidden,
  liveRuleset,
} from '../example-live.js';
import type { RuleMeta, Told } from '../rule.js';

const base = {
  ...workflowFile(['pull_request', 'merge_group'], job('test')),
  ...rulesetFile({ contexts: ['test'], queue: true, approvals: 1 }),
};
const change = { 'README.md': 'A ledger that balances.\n' };
const QUEUED = 'c'.repeat(40);

interface Group {
  readonly ref?: string;
  readonly from?: string;
  readonly asked?: boolean;
  readonly reviews?: readonly LiveReview[];
  readonly conclusion?: string;
  readonly hidden?: boolean;
}

/** A group of one entry, pull request 7 of ada, whose head is commit cccccccccccc. */
function group(says: string, parts: Group): { readonly told: Told } {
  return {
    told: {
      says,
      facts: ({ head, base: from }) => {
        const event: GroupFacts = {
          headRef: parts.ref ?? `refs/heads/gh-readonly-queue/main/pr-7-${from}`,
          head,
          baseRef: 'refs/heads/main',
          base: parts.from ?? from,
        };
        const pull = examplePull(ADA, QUEUED, from);
        const { conclusion = 'success' } = parts;
        const entry: GroupPull = {
          pull,
          reviews: { state: 'known', value: parts.reviews ?? [approval(BOB, QUEUED)] },
          checkRuns: { state: 'known', value: [{ name: 'test', status: 'completed', conclusion }] },
        };
        const live = exampleLive({
          claims: {
            state: 'known',
            value: [liveRuleset({ contexts: ['test'], approvals: 1 })],
          },
          group:
            parts.hidden === true
              ? hidden('pull-requests: read')
              : { state: 'known', value: [entry] },
        });
        return {
          event: { name: 'merge_group', group: event },
          ...(parts.asked === false ? {} : { live }),
        };
      },
    },
  };
}

export const groupProvenanceMeta: RuleMeta = {
  id: 'MD-102.10',
  title: 'Group provenance',
  rationale:
    'What a queue merges is a commit that nobody has looked at: it is trusted because GitHub made it, on the branch, of pull requests that were approved and green. Each of that can be checked, and a group that lacks one should not be merged.',
  remedy:
    'Take the entry out of the queue, let it be approved and green at its head commit, and queue it again.',
  docs: 'docs/rules/MD-102.md#md-10210-group-provenance',
  examples: [
    {
      title: 'a group from another ref than that of a queue',
      answer: 'violation',
      mode: 'merge_group',
      base,
      change,
      ...group('The group is at `refs/heads/queue/main`.', {
        ref: 'refs/heads/queue/main',
        asked: false,
      }),
    },
    {
      title: 'a group that does not stand on its base',
      answer: 'violation',
      mode: 'merge_group',
      base,
      change,
      ...group('The event names a base that is in another history.', {
        from: 'd'.repeat(40),
        asked: false,
      }),
    },
    {
      title: 'an entry whose approval is of an older commit',
      answer: 'violation',
      mode: 'merge_group',
      base,
      change,
      ...group('Bob approved an older commit of pull request 7.', {
        reviews: [approval(BOB, 'b'.repeat(40))],
      }),
    },
    {
      title: 'an entry that failed on its own',
      answer: 'violation',
      mode: 'merge_group',
      base,
      change,
      ...group('The check `test` failed on the head of pull request 7.', { conclusion: 'failure' }),
    },
    {
      title: 'an entry that was approved and green',
      answer: 'pass',
      mode: 'merge_group',
      base,
      change,
      ...group('Bob approved the head of pull request 7, and `test` succeeded on it.', {}),
    },
    {
      title: 'a check that was skipped, which GitHub takes for green',
      answer: 'pass',
      mode: 'merge_group',
      base,
      change,
      ...group('The check `test` was skipped on the head of pull request 7.', {
        conclusion: 'skipped',
      }),
    },
    {
      title: 'GitHub is not asked who approved: ref and base are as they must be',
      answer: 'pass',
      mode: 'merge_group',
      base,
      change,
      ...group('The group is of the queue of main.', { asked: false }),
    },
    {
      title: 'entries that GitHub does not show: hidden is not absent',
      answer: 'unknown',
      mode: 'merge_group',
      base,
      change,
      ...group('GitHub answers 403.', { hidden: true }),
    },
  ],
};
