import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { namesFor, PROJECT } from '../../runtime/src/names/index.js';
import type { Patience } from '../../runtime/src/aws/connection.js';
import { openAws, type AwsStores } from '../../runtime/src/stores/aws/index.js';
import { findingId, testClock } from '../contract/samples.js';
import { error, event, itemOfEvent, key, many, review } from './operations.js';
import { faultServer, type Call, type FaultServer } from './fault-server.js';

const REGION = 'eu-central-1';
const ATTEMPTS = 2;
/** Far above what a busy machine needs: where the deadline itself is meant, a test sets its own. */
const DEADLINE_MS = 30_000;

const names = namesFor({
  project: PROJECT,
  environment: 'local',
  account: '123456789012',
  region: REGION,
});
let server: FaultServer;
let stores: AwsStores;
// A client of its own for every test: after many failures the SDK's retry quota is used up. A server of
// its own as well: what one test leaves under way must not be counted in the next.
const open = (patience: Partial<Patience> = {}): AwsStores =>
  openAws(
    names,
    {
      region: REGION,
      endpoint: server.endpoint,
      credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
      patience: { ...PATIENT, ...patience },
    },
    { clock: testClock() },
  );
const PATIENT: Patience = {
  attempts: ATTEMPTS,
  connectMs: 10_000,
  answerMs: 10_000,
  deadlineMs: DEADLINE_MS,
};

beforeEach(async () => {
  server = await faultServer();
  stores = open();
});
const reopen = (patience: Partial<Patience>): void => {
  stores.close();
  stores = open(patience);
};
afterEach(async () => {
  stores.close();
  await server.close();
});

describe('the deadline of a call', () => {
  it.each([
    ['fp.falsePositives', ({ fp }: AwsStores) => fp.falsePositives([review.findingId])],
    ['fp.getWindowByCount', ({ fp }: AwsStores) => fp.getWindowByCount('MD-001', 1)],
    ['fp.recordEvent', ({ fp }: AwsStores) => fp.recordEvent(event)],
    ['blocks.add', ({ blocks }: AwsStores) => blocks.add([key], 'run-1')],
    ['parameters.secrets', ({ parameters }: AwsStores) => parameters.secrets('nonce')],
    ['parameters.thresholds', ({ parameters }: AwsStores) => parameters.thresholds()],
  ] as const)('ends it while an answer would still be waited for: %s', async (_, run) => {
    reopen({ deadlineMs: 150, answerMs: 600_000, attempts: 5 });
    server.fault = () => ({ kind: 'silence' });
    // Who waits for the answer waits longer than the test may take.
    await expect(run(stores)).rejects.toMatchObject({
      code: 'PM-3001',
      why: 'no answer within 150 ms',
    });
    for (const call of server.calls) expect(call.headers['amz-sdk-request']).toMatch(/attempt=1/);
  });
});

describe('an answer that lacks what it must hold', () => {
  it.each([
    ['fp.falsePositives', ({ fp }: AwsStores) => fp.falsePositives([review.findingId])],
    ['fp.getWindowByCount', ({ fp }: AwsStores) => fp.getWindowByCount('MD-001', 1)],
    ['blocks.counts', ({ blocks }: AwsStores) => blocks.counts([key])],
    ['blocks.add', ({ blocks }: AwsStores) => blocks.add([key], 'run-1')],
    ['parameters.secrets', ({ parameters }: AwsStores) => parameters.secrets('nonce')],
    ['parameters.thresholds', ({ parameters }: AwsStores) => parameters.thresholds()],
  ] as const)('is never taken for an empty one: %s', async (_, run) => {
    server.answer = () => ({});
    await expect(run(stores)).rejects.toMatchObject({
      code: 'PM-3001',
      why: expect.stringContaining('malformed'),
    });
  });
});

describe('a partial batch', () => {
  const keysOf = (call: Call): unknown[] => {
    const items = (call.body['RequestItems'] ?? {}) as Record<string, { Keys: unknown[] }>;
    return items[names.tables.fpEvents.name]?.Keys ?? [];
  };
  const ids = Array.from({ length: 5 }, (_, i) => findingId(i));
  const itemOf = (k: unknown): object => ({ ...(k as object), falsePositive: { BOOL: true } });

  it('is asked for again until it is whole', async () => {
    server.answer = (call) => {
      const [first, ...rest] = keysOf(call);
      const table = names.tables.fpEvents.name;
      return {
        Responses: { [table]: [itemOf(first), ...(rest.length > 3 ? [] : rest.map(itemOf))] },
        UnprocessedKeys: rest.length > 3 ? { [table]: { Keys: rest } } : {},
      };
    };
    expect(await stores.fp.falsePositives(ids)).toEqual(new Set(ids));
    expect(server.calls.map((call) => keysOf(call).length)).toEqual([5, 4]);
  });

  it('that never becomes whole is an error, not a shorter answer', async () => {
    server.answer = (call) => ({
      Responses: {},
      UnprocessedKeys: { [names.tables.fpEvents.name]: { Keys: keysOf(call) } },
    });
    await expect(stores.fp.falsePositives(ids)).rejects.toMatchObject({
      code: 'PM-3001',
      why: expect.stringContaining('5 keys unprocessed after 2 attempts'),
    });
    expect(server.calls).toHaveLength(ATTEMPTS);
  });
});

describe('pages', () => {
  it('of parameters are all read, and only names of the exact form count', async () => {
    const at = 1_700_000_000;
    const value = 'ab'.repeat(32);
    const page = (...leaves: string[]): object[] =>
      leaves.map((leaf) => ({
        Name: `/guardian/local/${leaf}`,
        Value: value,
        LastModifiedDate: at,
      }));
    server.answer = (call) =>
      call.body['NextToken'] === undefined
        ? {
            Parameters: page('redaction_nonce_v10', 'hmac_salt_v3', 'redaction_nonce_v01'),
            NextToken: 'n',
          }
        : { Parameters: page('redaction_nonce_v2', 'redaction_nonce_v2x', 'redaction_nonce_v') };
    const versions = await stores.parameters.secrets('nonce');
    expect(versions).toEqual([
      { version: 2, value, modifiedAt: new Date(at * 1000).toISOString() },
      { version: 10, value, modifiedAt: new Date(at * 1000).toISOString() },
    ]);
    expect(server.calls[0]?.body).toMatchObject({ Path: '/guardian/local', WithDecryption: true });
  });

  it('without an end are an error', async () => {
    server.answer = () => ({ Parameters: [], NextToken: 'again' });
    await expect(stores.parameters.secrets('nonce')).rejects.toMatchObject({ code: 'PM-3001' });
  });

  it('with nothing on them are an authoritative nothing', async () => {
    server.answer = () => ({ Parameters: [] });
    expect(await stores.parameters.secrets('salt')).toEqual([]);
  });
});

describe('a write whose answer was lost', () => {
  it('meets its own event, and counts as stored', async () => {
    server.fault = ({ target }, index) => {
      if (index === 0) return { kind: 'reset' };
      return target.endsWith('PutItem') ? error(400, 'ConditionalCheckFailedException') : undefined;
    };
    server.answer = ({ target }) =>
      target.endsWith('BatchGetItem')
        ? { Responses: { [names.tables.fpEvents.name]: [itemOfEvent(event)] } }
        : undefined;
    expect(await stores.fp.recordEvent(event)).toBe('duplicate');
    const other = { ...event, outcome: 'warn' } as const;
    await expect(stores.fp.recordEvent(other)).rejects.toMatchObject({ code: 'PM-3002' });
  });

  it('in a transaction: the rest is stored without what is stored already', async () => {
    const given = many.slice(0, 100);
    const known = given.slice(0, 2);
    let stored = 0;
    server.fault = ({ target }, index) =>
      target.endsWith('TransactWriteItems') && index === 0
        ? {
            kind: 'error',
            status: 400,
            type: 'TransactionCanceledException',
            more: {
              CancellationReasons: given.map((_, i) => ({
                Code: i < 2 ? 'ConditionalCheckFailed' : 'None',
              })),
            },
          }
        : undefined;
    server.answer = ({ target, body }) => {
      if (target.endsWith('BatchGetItem')) {
        return { Responses: { [names.tables.fpEvents.name]: known.map(itemOfEvent) } };
      }
      stored = (body['TransactItems'] as unknown[]).length;
      return undefined;
    };
    const outcomes = await stores.fp.recordEvents(given);
    expect(outcomes.map((outcome) => outcome === 'duplicate')).toEqual(given.map((_, i) => i < 2));
    expect(stored).toBe(98);
  });

  it('in a transaction that other writers cancel again and again is an error', async () => {
    server.fault = () => ({
      kind: 'error',
      status: 400,
      type: 'TransactionCanceledException',
      more: { CancellationReasons: many.slice(0, 40).map(() => ({ Code: 'TransactionConflict' })) },
    });
    await expect(stores.fp.recordEvents(many.slice(0, 40))).rejects.toMatchObject({
      code: 'PM-3001',
      what: expect.stringContaining('TransactWriteItems'),
    });
    expect(server.calls).toHaveLength(ATTEMPTS);
  });

  it('in a transaction cancelled for another reason is an error at once', async () => {
    server.fault = () => ({
      kind: 'error',
      status: 400,
      type: 'TransactionCanceledException',
      more: { CancellationReasons: many.slice(0, 40).map(() => ({ Code: 'ValidationError' })) },
    });
    await expect(stores.fp.recordEvents(many.slice(0, 40))).rejects.toMatchObject({
      code: 'PM-3001',
    });
    expect(server.calls).toHaveLength(1);
  });
});
