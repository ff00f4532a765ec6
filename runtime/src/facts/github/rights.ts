import { gapsOf, known, unknown, valueOf, type Answer } from '../answer.js';
import { isMachine } from './agents.js';
import { NEEDS, type Asker } from './ask.js';
import type { LiveReview } from './live.js';
import { mayWriteIn, type ReviewWithoutRight } from './read-live.js';

/** Reviewers whose right to write is asked for. */
const MAX_REVIEWERS = 100;

/** Asks for each person once whether they may write; a machine's approval is judged by other rules. */
export async function withRights(
  ask: Asker,
  repo: string,
  reviews: Answer<readonly ReviewWithoutRight[]>,
): Promise<Answer<readonly LiveReview[]>> {
  const list = valueOf(reviews);
  if (list === undefined) return unknown(...gapsOf(reviews));
  const people = [
    ...new Set(list.filter(({ author }) => !isMachine(author)).map(({ author }) => author.login)),
  ];
  const asked = await Promise.all(
    people.slice(0, MAX_REVIEWERS).map(async (login) => {
      const path = `${repo}/collaborators/${encodeURIComponent(login)}/permission`;
      return [login, await ask.get(path, NEEDS.metadata, mayWriteIn)] as const;
    }),
  );
  const rights = new Map<string, Answer<boolean>>(asked);
  const tooMany = unknown<boolean>({
    code: 'github-limited',
    reason: `the pull request has more than ${MAX_REVIEWERS} reviewers`,
  });
  return known(
    list.map((review) => ({
      ...review,
      mayWrite: isMachine(review.author)
        ? known(false)
        : (rights.get(review.author.login) ?? tooMany),
    })),
  );
}
