import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { namesFor, PROJECT } from '../../runtime/src/names/index.js';
import { openAws, type AwsStores } from '../../runtime/src/stores/aws/index.js';
import { findingId, testClock } from '../contract/samples.js';
import { faultServer, type Call, type FaultServer } from './fault-server.js';
import { error, key, review } from './operations.js';

const names = namesFor({
  project: PROJECT,
  environment: 'local',
  account: '123456789012',
  region: 'eu-central-1',
});
const FP = names.tables.fpEvents.name;
const BLOCKS = names.tables.blockCounter.name;

let server: FaultServer;
let stores: AwsStores;
beforeEach(async () => {
  server = await faultServer();
  stores = openAws(
    names,
    {
      region: 'eu-central-1',
      endpoint: server.endpoint,
      credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
      patience: { attempts: 2 },
    },
    { clock: testClock() },
  );
});
afterEach(async () => {
  stores.close();
  await server.close();
});

type Keys = readonly { readonly pk: { readonly S: string } }[];
/** What a call asks for: keys by table. */
const asked = (call: Call): Record<string, Keys> => {
  const items = call.body['RequestItems'] as Record<string, { Keys: Keys }>;
  return Object.fromEntries(Object.entries(items).map(([table, { Keys }]) => [table, Keys]));
};
const sizes = (): object[] =>
  server.calls.map((call) =>
    Object.fromEntries(Object.entries(asked(call)).map(([table, keys]) => [table, keys.length])),
  );
const healthy = (call: Call): object => ({
  Responses: Object.fromEntries(
    Object.entries(asked(call)).map(([table, keys]) => [
      table,
      keys.map((k) => ({
        ...k,
        ...(table === FP
          ? { falsePositive: { BOOL: true } }
          : { total: { N: '7' }, expiresAt: { N: '9999999999' } }),
      })),
    ]),
  ),
  UnprocessedKeys: {},
});
const both = (ids: readonly string[]): Promise<PromiseSettledResult<unknown>[]> =>
  Promise.allSettled([stores.fp.falsePositives(ids), stores.blocks.counts([key])]);

describe('reads that begin together', () => {
  it('share a request, and each gets what is its own', async () => {
    server.answer = healthy;
    expect(await both([review.findingId])).toEqual([
      { status: 'fulfilled', value: new Set([review.findingId]) },
      { status: 'fulfilled', value: [7] },
    ]);
    expect(sizes()).toEqual([{ [FP]: 1, [BLOCKS]: 1 }]);
  });

  it('share none with those that begin later', async () => {
    server.answer = healthy;
    await stores.fp.falsePositives([review.findingId]);
    await stores.blocks.counts([key]);
    expect(sizes()).toEqual([{ [FP]: 1 }, { [BLOCKS]: 1 }]);
  });

  it('of one table are a request each: a request names a table once', async () => {
    server.answer = healthy;
    const ids = [findingId('a'), findingId('b')];
    const found = await Promise.all(ids.map((id) => stores.fp.falsePositives([id])));
    expect(found).toEqual(ids.map((id) => new Set([id])));
    expect(sizes()).toEqual([{ [FP]: 1 }, { [FP]: 1 }]);
  });

  it('fill requests of 100 keys at most, all of them under way before any is answered', async () => {
    const ids = Array.from({ length: 250 }, (_, i) => findingId(i));
    let all: () => void = () => undefined;
    const complete = new Promise<void>((resolve) => (all = resolve));
    // Three requests hold 251 keys: who waits for an answer before the third waits for ever.
    server.hold = () => {
      if (server.calls.length === 3) all();
      return complete;
    };
    server.answer = healthy;
    expect(await both(ids)).toEqual([
      { status: 'fulfilled', value: new Set(ids) },
      { status: 'fulfilled', value: [7] },
    ]);
    expect(sizes()).toHaveLength(3);
    expect(sizes()).toEqual(
      expect.arrayContaining([{ [FP]: 100 }, { [FP]: 100 }, { [FP]: 50, [BLOCKS]: 1 }]),
    );
  });
});

describe('a shared request', () => {
  it.each(['AccessDeniedException', 'ResourceNotFoundException', 'ValidationException'])(
    'that one table refuses with %s does not hide the other',
    async (type) => {
      server.fault = (call) => (FP in asked(call) ? error(400, type) : undefined);
      server.answer = healthy;
      const [positives, counts] = await both([review.findingId]);
      expect(positives).toMatchObject({
        status: 'rejected',
        reason: { code: 'PM-3001', what: `DynamoDB BatchGetItem on table ${FP} in eu-central-1` },
      });
      expect(counts).toEqual({ status: 'fulfilled', value: [7] });
      expect(sizes()).toEqual([{ [FP]: 1, [BLOCKS]: 1 }, { [FP]: 1 }, { [BLOCKS]: 1 }]);
    },
  );

  it('that keeps failing fails both, within the attempts of one call', async () => {
    server.fault = () => error(500, 'InternalServerError');
    const [positives, counts] = await both([review.findingId]);
    for (const end of [positives, counts]) {
      expect(end).toMatchObject({
        status: 'rejected',
        reason: {
          code: 'PM-3001',
          what: `DynamoDB BatchGetItem on table ${FP}, table ${BLOCKS} in eu-central-1`,
        },
      });
    }
    expect(server.calls).toHaveLength(2);
  });

  it('that comes back in part asks again for the rest only', async () => {
    const [first, second] = [findingId('first'), findingId('second')] as const;
    server.answer = (call) => {
      const whole = healthy(call) as { Responses: Record<string, unknown[]> };
      if (server.calls.length > 1) return whole;
      const left = asked(call)[FP]?.slice(1);
      return {
        Responses: { ...whole.Responses, [FP]: whole.Responses[FP]?.slice(0, 1) },
        UnprocessedKeys: { [FP]: { Keys: left } },
      };
    };
    expect(await both([first, second])).toEqual([
      { status: 'fulfilled', value: new Set([first, second]) },
      { status: 'fulfilled', value: [7] },
    ]);
    expect(sizes()).toEqual([{ [FP]: 2, [BLOCKS]: 1 }, { [FP]: 1 }]);
  });

  it('of which one table never becomes whole answers for the other', async () => {
    server.answer = (call) => ({
      ...healthy(call),
      UnprocessedKeys: { [FP]: { Keys: asked(call)[FP] } },
    });
    const [positives, counts] = await both([review.findingId]);
    expect(positives).toMatchObject({
      status: 'rejected',
      reason: { code: 'PM-3001', why: expect.stringContaining('1 keys unprocessed') },
    });
    expect(counts).toEqual({ status: 'fulfilled', value: [7] });
  });

  it('with an attribute of no type that is stored is malformed, not less', async () => {
    server.answer = (call) => ({
      Responses: { [FP]: [{ ...asked(call)[FP]?.[0], falsePositive: { BS: ['AA=='] } }] },
      UnprocessedKeys: {},
    });
    await expect(stores.fp.falsePositives([review.findingId])).rejects.toMatchObject({
      code: 'PM-3001',
      why: 'TypeError: an attribute of type BS',
    });
  });
});
