import type { Entry, Node } from '../nodes/node.js';
import { scalar } from './hcl-nodes.js';

/** What the provider `integrations/github` sends where a block does not say it, by the name of the block. */
const DEFAULTS: Readonly<Record<string, Readonly<Record<string, string | number>>>> = {
  required_pull_request_reviews: { required_approving_review_count: 1 },
  pull_request: { required_approving_review_count: 0 },
  merge_queue: {
    grouping_strategy: 'ALLGREEN',
    max_entries_to_build: 5,
    max_entries_to_merge: 5,
    check_response_timeout_minutes: 60,
  },
};

/** The defaults of a block, as if they stood where the block stands. */
export function providerDefaults(
  { start, end }: Node,
  block: string,
): Readonly<Record<string, { readonly key: Entry['keyNode']; readonly value: Node }>> {
  return Object.fromEntries(
    Object.entries(DEFAULTS[block] ?? {}).map(([key, value]) => [
      key,
      { key: scalar(key, [start, end]), value: scalar(value, [start, end]) },
    ]),
  );
}
