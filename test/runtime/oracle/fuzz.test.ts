import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { KINDS } from '../../fuzz/examples.js';
import { inputOf } from '../../fuzz/inputs.js';
import { openJudge, type Judge } from '../../fuzz/judge.js';
import { randomOf } from '../../fuzz/random.js';

/** `npm run fuzz` judges 100,000 of them, with another seed each time. */
const INPUTS = 60;

let judge: Judge;
beforeAll(async () => {
  judge = await openJudge();
});
afterAll(() => judge.close());

describe('a repository with a file that somebody has tampered with', () => {
  it.each(KINDS)('%s: is judged, and its neighbours are seen', async (kind) => {
    for (let number = 0; number < INPUTS; number += 1) {
      const { way, bytes } = inputOf(kind, randomOf(number));
      await judge.judge(kind, bytes, number).catch((cause: unknown) => {
        throw new Error(`${kind} ${way}, seed ${number}: ${JSON.stringify(bytes.toString())}`, {
          cause,
        });
      });
    }
  });
});
