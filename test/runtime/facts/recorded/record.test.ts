import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  canonicalJson,
  collectFacts,
  digestOf,
  gitCommand,
  type Facts,
} from '../../../../runtime/src/facts/index.js';
import { readRecord, recordText } from '../../../../runtime/src/facts/recorded/record.js';
import { RULES } from '../../../../runtime/src/rules/rules.js';
import { repository } from '../../../support/repository.js';
import { exampleFacts, exampleRepository } from '../../rules/example-facts.js';

const same = (text: string): string => text;

let collected: Facts | undefined;

async function someFacts(): Promise<Facts> {
  collected ??= await collectSome();
  return collected;
}

async function collectSome(): Promise<Facts> {
  const repo = repository({
    '.github/workflows/ci.yml': 'on: [push]\njobs:\n  build:\n    runs-on: x\n',
    '.github/workflows/bad.yml': '{',
    '.github/branch-protection.json': '{"required_status_checks":{"contexts":["build"]}}',
  });
  repo.branch('change', { 'a.txt': '1' });
  return await collectFacts(gitCommand(repo.folder, process.env), { env: {} });
}

/** A record with one value replaced and its digest made right again. */
function altered(facts: Facts, at: readonly (string | number)[], value: unknown): string {
  const record = JSON.parse(recordText(facts, same)) as Record<string, unknown>;
  let holder: Record<string | number, unknown> = record;
  for (const key of at.slice(0, -1)) holder = holder[key] as Record<string, unknown>;
  const last = at.at(-1) as string;
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  const { collected, facts: changed } = record;
  return canonicalJson({ ...record, digest: digestOf({ collected, facts: changed }) });
}

describe('a record of facts', () => {
  it('gives back what was collected', async () => {
    const facts = await someFacts();
    const text = recordText(facts, same);
    expect(recordText(structuredClone(facts), same)).toBe(text);
    expect(readRecord(text, 'facts.json')).toEqual({ facts, collected: digestOf(facts) });
  });

  // The first example of each is what the rule is about, with what the event and GitHub say of it.
  it.each(
    RULES.flatMap(({ meta }) => meta.examples.slice(0, 1).map((one) => [meta.id, one] as const)),
  )('gives back what was collected of an example of %s', async (_, example) => {
    const repo = exampleRepository(example);
    const facts = await exampleFacts(repo.folder, example);
    expect(readRecord(recordText(facts, same), 'x').facts).toEqual(facts);
    repo.remove();
  });

  it('changes free texts only: ids, places and words of the program stay', async () => {
    const facts = await someFacts();
    const { facts: read } = readRecord(
      recordText(facts, () => 'X'),
      'x',
    );
    expect(read.head.commit).toBe(facts.head.commit);
    expect(read.head.workflows.state).toBe('partial');
    expect(read.change.commits).toMatchObject({
      value: [{ subject: 'X', author: { name: 'X', email: 'X' } }],
    });
    expect(read.head.claims).toMatchObject({
      value: [{ kind: 'branch-protection', checks: [{ context: 'X', place: { line: 1 } }] }],
    });
  });

  it.each<readonly [string, readonly (string | number)[], unknown, string]>([
    ['another kind of value', ['facts', 'change', 'head'], 7, '/facts/change/head: an object id'],
    ['no object id', ['facts', 'head', 'commit'], 'main', '/facts/head/commit: an object id'],
    ['an unknown key', ['facts', 'head', 'extra'], 1, '/facts/head: the key "extra" is unknown'],
    ['a missing key', ['facts', 'head', 'claims'], undefined, 'the key "claims" is missing'],
    ['a missing answer', ['facts', 'head', 'claims'], {}, '/facts/head/claims: `state` must be'],
    [
      'gaps where all is known',
      ['facts', 'head', 'claims', 'gaps'],
      [],
      '/facts/head/claims: the key "gaps" is unknown',
    ],
    [
      'no list',
      ['facts', 'head', 'claims', 'value'],
      { length: 0 },
      '/facts/head/claims/value: a list',
    ],
    [
      'a line before the first',
      ['facts', 'head', 'claims', 'value', 0, 'checks', 0, 'place', 'line'],
      0,
      '/facts/head/claims/value/0/checks/0/place/line: a whole number from 1',
    ],
    [
      'a word that is none of its',
      ['facts', 'head', 'claims', 'value', 0, 'enforcement'],
      'on',
      'enforcement: one of active, evaluate, disabled',
    ],
    ['null', ['facts', 'change'], null, '/facts/change: an object'],
    ['a key of the prototype', ['facts', 'head', 'constructor'], 1, '"constructor" is unknown'],
    ['another snapshot', ['facts', 'schema'], 'phase-mirror/facts@0', '/facts/schema: one of'],
    ['no digest of what was collected', ['collected'], 'x', '/collected: a sha256'],
    ['more than a record', ['more'], 1, 'the key "more" is unknown'],
    ['another schema', ['schema'], 'x', 'its schema is "x"'],
  ])('refuses %s', async (_, at, value, why) => {
    const text = altered(await someFacts(), at, value);
    expect(() => readRecord(text, 'facts.json')).toThrow(
      expect.objectContaining({
        code: 'PM-2004',
        what: 'facts.json',
        why: expect.stringContaining(why) as never,
      }),
    );
  });

  it('refuses what is no JSON object, or was changed after it was recorded', async () => {
    const text = recordText(await someFacts(), same);
    for (const [wrong, why] of [
      ['', 'not JSON'],
      [text.slice(0, -10), 'not JSON'],
      ['null', 'not a JSON object'],
      ['[1]', 'its schema is undefined'],
      ['['.repeat(200_000), 'not JSON'],
      [text.replace('"change"', '"chance"'), 'is unknown'],
      [text.replace('"subject":"change"', '"subject":"chance"'), 'not what its digest says'],
    ] as const) {
      expect(() => readRecord(wrong, 'f')).toThrow(
        expect.objectContaining({
          code: 'PM-2004',
          why: expect.stringContaining(why) as never,
        }),
      );
    }
  });

  it('answers a coded error, or the facts, for whatever JSON', async () => {
    const record = JSON.parse(recordText(await someFacts(), same)) as Record<string, unknown>;
    const holders: Record<string, unknown>[] = [];
    const collect = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      holders.push(value as Record<string, unknown>);
      Object.values(value).forEach(collect);
    };
    collect(record);
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.jsonValue(), (h, k, value) => {
        const holder = holders[h % holders.length] as Record<string, unknown>;
        const keys = Object.keys(holder);
        const key = keys[k % Math.max(1, keys.length)] ?? 'x';
        const before = holder[key];
        holder[key] = value;
        try {
          readRecord(JSON.stringify(record), 'f');
        } catch (error) {
          expect(error).toMatchObject({ code: 'PM-2004' });
        } finally {
          if (before === undefined) delete holder[key];
          else holder[key] = before;
        }
      }),
      { numRuns: 500 },
    );
  });
});
