/** The harness that mutants are tested in: a test that fails must fail there too. */
import { describe, expect, it } from '@jest/globals';

interface Result {
  readonly id: string;
  readonly error: unknown;
}
interface Declaring {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: {
    (name: string, body: () => unknown): void;
    each(rows: readonly unknown[]): (name: string, body: (...row: never[]) => unknown) => void;
  };
  readonly beforeAll: (body: () => unknown) => void;
  readonly beforeEach: (body: () => unknown) => void;
  readonly afterEach: (body: () => unknown) => void;
  readonly afterAll: (body: () => unknown) => void;
}
interface Harness extends Declaring {
  collect(load: () => unknown): Promise<readonly { readonly id: string }[]>;
  run(tests: readonly unknown[], how?: { readonly bail?: boolean }): Promise<readonly Result[]>;
}

const name = '../mutation/harness.js';
const harness = (await import(name)) as Harness;

/** Runs what is declared; answers the ids of the tests, those that fail with `FAILS`. */
async function outcome(
  declare: (declaring: Declaring) => void,
  how?: { readonly bail?: boolean },
): Promise<readonly string[]> {
  const results = await harness.run(await harness.collect(() => declare(harness)), how);
  return results.map(({ id, error }) => (error === undefined ? id : `${id} FAILS`));
}

describe('the harness of the mutation tests', () => {
  it.each<readonly [string, () => unknown]>([
    ['throws', () => void JSON.parse('{')],
    [
      'throws nothing',
      () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- whatever is thrown
        throw undefined;
      },
    ],
    ['expects what is not', () => expect(1).toBe(2)],
    ['rejects later', () => new Promise((_, reject) => setImmediate(reject, new Error('late')))],
    ['expects no rejection', () => expect(Promise.resolve(1)).rejects.toThrow()],
  ])('fails a test that %s', async (_, body) => {
    expect(await outcome(({ it }) => it('it', body))).toEqual(['it FAILS']);
  });

  it('gives every row a test, and every test an id', async () => {
    const seen: unknown[] = [];
    const ids = await outcome(({ describe, it }) => {
      describe('sums', () => {
        it.each([
          [1, 2],
          [3, 4],
        ])('%i and %j', (a: number, b: number) => expect(seen.push([a, b])).toBeLessThan(2));
        it.each(['x', 'x'])('of %s', (one: string) => void seen.push(one));
      });
    });
    expect(ids).toEqual(['sums 1 and 2', 'sums 3 and 4 FAILS', 'sums of x', 'sums of x #2']);
    expect(seen).toEqual([[1, 2], [3, 4], 'x', 'x']);
  });

  it('ends with the first that fails when it is told to, and cleans up', async () => {
    const log: string[] = [];
    const say = (word: string) => () => void log.push(word);
    const declare = ({ describe, it, ...hooks }: Declaring): void => {
      hooks.beforeEach(say('+'));
      describe('in', () => {
        hooks.beforeAll(say('begin'));
        hooks.afterEach(say('-'));
        hooks.afterAll(say('end'));
        it('a', say('a'));
        it('b', () => {
          throw new Error('b');
        });
        it('c', say('c'));
      });
      it('d', say('d'));
    };
    expect(await outcome(declare, { bail: true })).toEqual(['in a', 'in b FAILS']);
    expect(log.splice(0).join(' ')).toBe('begin + a - + - end');
    expect(await outcome(declare)).toEqual(['in a', 'in b FAILS', 'in c', 'd']);
    expect(log.join(' ')).toBe('begin + a - + - + c - end + d');
  });
});
