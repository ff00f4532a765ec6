import { describe, expect, it } from '@jest/globals';
import type { AwsStores } from '../../runtime/src/stores/aws/index.js';
import type { Call, FaultServer } from './fault-server.js';
import { error, event, grant, itemOfEvent, key, review } from './operations.js';
import { ATTEMPTS, faultScene, names } from './scene.js';

const { fpEvents, blockCounter, consent } = names.tables;
const S = (text: string): object => ({ S: text });
const ALIVE = { expiresAt: { N: '9999999999' } };

interface BatchRead {
  readonly name: string;
  readonly table: string;
  readonly run: (stores: AwsStores) => Promise<unknown>;
  /** The item behind the key asked for. */
  readonly item: object;
  /** What the operation answers when the batch is whole. */
  readonly whole: unknown;
  /** What must happen for the batch to be read at all. */
  readonly before?: (server: FaultServer) => void;
}

const isBatch = ({ target }: Call): boolean => target.endsWith('BatchGetItem');
const marked = {
  pk: S(`finding#${event.findingId}`),
  sk: S('verdict'),
  falsePositive: { BOOL: true },
};

const READS: readonly BatchRead[] = [
  {
    name: 'fp.falsePositives',
    table: fpEvents.name,
    run: ({ fp }) => fp.falsePositives([review.findingId]),
    item: { pk: S(`finding#${review.findingId}`), sk: S('verdict'), falsePositive: { BOOL: true } },
    whole: new Set([review.findingId]),
  },
  {
    name: 'the verdicts of a window',
    table: fpEvents.name,
    run: async ({ fp }) => (await fp.getWindowByCount('MD-001', 1))[0]?.verdict,
    item: marked,
    whole: 'false-positive',
    before: (server) => {
      const shard = `MD-001#${event.eventId.slice(-1)}`;
      const answer = server.answer;
      server.answer = (call) => {
        if (!call.target.endsWith('Query')) return answer(call);
        const here = JSON.stringify(call.body).includes(shard);
        return { Items: here ? [{ ...itemOfEvent(event), ...ALIVE }] : [] };
      };
    },
  },
  {
    name: 'what is stored under the id of an event',
    table: fpEvents.name,
    run: ({ fp }) => fp.recordEvent(event),
    item: itemOfEvent(event),
    whole: 'duplicate',
    before: (server) => {
      server.fault = ({ target }) =>
        target.endsWith('PutItem') ? error(400, 'ConditionalCheckFailedException') : undefined;
    },
  },
  {
    name: 'blocks.counts',
    table: blockCounter.name,
    run: ({ blocks }) => blocks.counts([key]),
    item: { pk: S(`${key.rule}#${key.repository}`), sk: S(key.hour), total: { N: '4' }, ...ALIVE },
    whole: [4],
  },
  {
    name: 'consent.read',
    table: consent.name,
    run: async ({ consent: store }) => [
      ...(await store.read(grant.organisation, [grant.resource])).keys(),
    ],
    item: { resource: S(grant.resource) },
    whole: [grant.resource],
  },
];

describe.each(READS)('a partial batch: $name', ({ table, run, item, whole, before }) => {
  const keysOf = (call: Call): unknown => {
    const items = call.body['RequestItems'] as Record<string, { Keys: unknown }>;
    return items[table]?.Keys;
  };

  it('is asked for again until it is whole', () =>
    faultScene(async ({ server, stores }) => {
      let batches = 0;
      server.answer = (call) => {
        if (!isBatch(call)) return undefined;
        batches += 1;
        return batches === 1
          ? { Responses: {}, UnprocessedKeys: { [table]: { Keys: keysOf(call) } } }
          : { Responses: { [table]: [item] }, UnprocessedKeys: {} };
      };
      before?.(server);
      expect(await run(stores)).toEqual(whole);
      expect(batches).toBe(2);
    }));

  it('that never becomes whole is PM-3001, not a shorter answer', () =>
    faultScene(async ({ server, stores }) => {
      server.answer = (call) =>
        isBatch(call)
          ? { Responses: {}, UnprocessedKeys: { [table]: { Keys: keysOf(call) } } }
          : undefined;
      before?.(server);
      await expect(run(stores)).rejects.toMatchObject({
        code: 'PM-3001',
        why: expect.stringContaining(`1 keys unprocessed after ${ATTEMPTS} attempts`),
      });
      expect(server.calls.filter(isBatch)).toHaveLength(ATTEMPTS);
    }));
});
