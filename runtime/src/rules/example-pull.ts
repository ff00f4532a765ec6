import type { LiveReview, PullFacts } from '../facts/index.js';
import { ADA, exampleEvent, exampleLive, examplePull, liveRuleset } from './example-live.js';
import type { Told } from './rule.js';

export interface ExampleReviews {
  /** What GitHub says, in sentences. */
  readonly says: string;
  readonly approvals?: number;
  readonly dismissStale?: boolean;
  readonly author?: PullFacts['author'];
  readonly merged?: boolean;
  readonly mayApprove?: boolean;
  readonly reviews?: (head: string, older: string) => readonly LiveReview[];
}

/** A pull request 7 into a branch that requires approvals, with its reviews. */
export function reviewed(example: ExampleReviews): { readonly told: Told } {
  const { says, approvals = 1, dismissStale = false, author = ADA, merged = false } = example;
  return {
    told: {
      says,
      facts: ({ head, base }) => {
        const pull = { ...examplePull(author, head, base), merged };
        const ruleset = liveRuleset({ approvals, dismissStale });
        const mayApprove = example.mayApprove ?? false;
        return {
          event: exampleEvent(pull),
          live: exampleLive({
            claims: { state: 'known', value: [ruleset] },
            workflows: { state: 'known', value: { defaultPermissions: 'read', mayApprove } },
            pull: { state: 'known', value: pull },
            reviews: { state: 'known', value: example.reviews?.(head, base) ?? [] },
          }),
        };
      },
    },
  };
}
