import { policyFile } from '../example-files.js';
import {
  ADA,
  approval,
  BOB,
  COPILOT,
  exampleEvent,
  exampleLive,
  examplePull,
} from '../example-live.js';
import type { LiveReview, PullFacts } from '../../facts/index.js';
import type { RuleMeta, Told } from '../rule.js';

const base = {
  ...policyFile('autonomy:', '  controlledPaths:', '    - /billing/'),
  'billing/rates.txt': '1\n',
  'docs/guide.md': 'A guide.\n',
};
const change = { 'billing/rates.txt': '2\n' };
const BY_COPILOT = 'Copilot <198982749+Copilot@users.noreply.github.com>';
const BY_DEPENDABOT = 'dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>';

interface Situation {
  readonly author?: PullFacts['author'];
  readonly assignees?: PullFacts['assignees'];
  readonly reviews?: (head: string, older: string) => readonly LiveReview[];
  readonly action?: string;
}

function told(says: string, situation: Situation = {}): { readonly told: Told } {
  const { author = COPILOT, assignees = [], reviews = () => [], action } = situation;
  return {
    told: {
      says,
      facts: ({ head, base: from }) => {
        const pull = { ...examplePull(author, head, from), assignees };
        return {
          event: exampleEvent(pull, action),
          live: exampleLive({
            pull: { state: 'known', value: pull },
            reviews: { state: 'known', value: reviews(head, from) },
          }),
        };
      },
    },
  };
}

export const agentChangeMeta: RuleMeta = {
  id: 'MD-002.1',
  title: 'Agent change on a controlled path without human approval',
  rationale:
    'Some paths are for people to decide: billing, access, the pipeline itself. When a coding agent changes one and no person who may write approves that very commit, nobody answers for it.',
  remedy:
    'Let a person approve the head commit who may write, is not the author, and did not ask the agent for the change.',
  docs: 'docs/rules/MD-002.md#md-0021-agent-change-on-a-controlled-path-without-human-approval',
  examples: [
    {
      title: 'a change of Copilot that nobody has approved',
      answer: 'violation',
      base,
      change,
      ...told('The pull request is by Copilot; it has no review.'),
    },
    {
      title: 'approved by who asked the agent for it',
      answer: 'violation',
      base,
      change,
      ...told('The pull request is by Copilot and assigned to ada, who has approved it.', {
        assignees: [COPILOT, ADA],
        reviews: (head) => [approval(ADA, head)],
      }),
    },
    {
      title: 'approved before the last push',
      answer: 'violation',
      base,
      change,
      ...told('The pull request is by Copilot; bob has approved an older commit.', {
        reviews: (_, older) => [approval(BOB, older)],
      }),
    },
    {
      title: 'approved by somebody who may not write',
      answer: 'violation',
      base,
      change,
      ...told('The pull request is by Copilot; bob, who may only read, has approved it.', {
        reviews: (head) => [approval(BOB, head, false)],
      }),
    },
    {
      title: 'a commit of an agent in the pull request of a person',
      answer: 'violation',
      base,
      change,
      author: BY_COPILOT,
      ...told('The pull request is by ada; it has no review.', { author: ADA }),
    },
    {
      title: 'a maintenance bot that changes more than a lock file',
      answer: 'violation',
      base,
      change,
      author: BY_DEPENDABOT,
      ...told('The pull request is by ada; it has no review.', { author: ADA }),
    },
    {
      title: 'approved by a person who has nothing to do with it',
      answer: 'pass',
      base,
      change,
      ...told('The pull request is by Copilot and assigned to ada; bob has approved it.', {
        assignees: [ADA],
        reviews: (head) => [approval(BOB, head)],
      }),
    },
    {
      title: 'a comment after the approval leaves it standing',
      answer: 'pass',
      base,
      change,
      ...told('The pull request is by Copilot; bob has approved it and then commented.', {
        reviews: (head) => [approval(BOB, head), { ...approval(BOB, head), state: 'commented' }],
      }),
    },
    {
      title: 'an agent beside the controlled paths',
      answer: 'pass',
      base,
      change: { 'docs/guide.md': 'A better guide.\n' },
      ...told('The pull request is by Copilot; it has no review.'),
    },
    {
      title: 'a person on a controlled path',
      answer: 'pass',
      base,
      change,
      ...told('The pull request is by ada; it has no review.', { author: ADA }),
    },
    {
      title: 'a maintenance bot that changes a lock file only',
      answer: 'pass',
      base: { ...base, 'billing/package-lock.json': '{}\n' },
      change: { 'billing/package-lock.json': '{ }\n' },
      author: BY_DEPENDABOT,
      ...told('The pull request is by ada; it has no review.', { author: ADA }),
    },
    {
      title: 'an agent on a controlled path, where GitHub is not asked who approved',
      answer: 'unknown',
      base,
      change,
      author: BY_COPILOT,
    },
  ],
};
