import { describe, expect, it } from '@jest/globals';
import type { AwsStores } from '../../runtime/src/stores/aws/index.js';
import { error, event, grant, key, review } from './operations.js';
import type { Call, Fault } from './fault-server.js';
import { ATTEMPTS, faultScene, names } from './scene.js';

const cancelled = (...codes: readonly string[]): Fault => ({
  kind: 'error',
  status: 400,
  type: 'TransactionCanceledException',
  more: { CancellationReasons: codes.map((Code) => ({ Code })) },
});
const isTransaction = ({ target }: Call): boolean => target.endsWith('TransactWriteItems');

describe('a consent that others change again and again', () => {
  const LOST_RACE = cancelled('ConditionalCheckFailed', 'None');

  it('is PM-3007 when they were always faster, and nothing was overwritten', () =>
    faultScene(async ({ server, stores }) => {
      server.fault = (call) => (isTransaction(call) ? LOST_RACE : undefined);
      await expect(stores.consent.recordConsent(grant)).rejects.toMatchObject({
        code: 'PM-3007',
        what: `consent to fp_metrics in table ${names.tables.consent.name} in eu-central-1`,
        exit: 1,
      });
      const writes = server.calls.filter(isTransaction);
      expect(writes).toHaveLength(2 * ATTEMPTS);
      // Each time it read before it wrote.
      expect(server.calls).toHaveLength(2 * writes.length);
    }));

  it('is changed on what they have made of it, once they are done', () =>
    faultScene(async ({ server, stores }) => {
      const S = (text: string): object => ({ S: text });
      const theirs = {
        ...{ organisation: S(grant.organisation), resource: S(grant.resource), by: S('bob') },
        ...{ policyVersion: { N: '1' }, expiresAt: S(grant.expiresAt), state: S('granted') },
        ...{ grantedAt: S('2026-01-01T00:00:00.000Z'), changedAt: S('2026-01-01T00:00:00.000Z') },
        revision: { N: '7' },
      };
      let reads = 0;
      server.fault = (call, index) => (isTransaction(call) && index < 2 ? LOST_RACE : undefined);
      server.answer = ({ target }) => {
        if (!target.endsWith('GetItem')) return undefined;
        reads += 1;
        return reads === 1 ? {} : { Item: theirs };
      };
      expect(await stores.consent.recordConsent(grant)).toMatchObject({
        revision: 8,
        by: grant.by,
        grantedAt: '2026-01-01T00:00:00.000Z',
      });
      const last = JSON.stringify(server.calls.at(-1)?.body);
      expect(last).toContain('{":before":{"N":"7"}}');
      expect(last).toContain('history#fp_metrics#000000008');
    }));

  it('met by other transactions only, is PM-3007 as well', () =>
    faultScene(async ({ server, stores }) => {
      server.fault = (call) =>
        isTransaction(call) ? cancelled('None', 'TransactionConflict') : undefined;
      await expect(stores.consent.recordConsent(grant)).rejects.toMatchObject({ code: 'PM-3007' });
    }));
});

type Run = (stores: AwsStores) => Promise<unknown>;
const TRANSACTIONS: readonly (readonly [string, Run])[] = [
  ['consent.recordConsent', ({ consent }) => consent.recordConsent(grant)],
  ['blocks.reset', ({ blocks }) => blocks.reset(key, 'ada', 'why')],
];

describe.each(TRANSACTIONS)('a cancelled transaction of %s', (_, run) => {
  it.each([
    ['throttled', 'ThrottlingError', 2 * ATTEMPTS],
    ['refused for its form', 'ValidationError', 1],
  ])('that is %s is PM-3001: nobody else is blamed', (...row) =>
    faultScene(async ({ server, stores }) => {
      const [, code, writes] = row;
      server.fault = (call) => (isTransaction(call) ? cancelled('None', code) : undefined);
      await expect(run(stores)).rejects.toMatchObject({
        code: 'PM-3001',
        what: expect.stringContaining('TransactWriteItems on table'),
      });
      expect(server.calls.filter(isTransaction)).toHaveLength(writes);
    }),
  );

  it('without reasons is PM-3001 at once', () =>
    faultScene(async ({ server, stores }) => {
      server.fault = (call) => (isTransaction(call) ? cancelled() : undefined);
      await expect(run(stores)).rejects.toMatchObject({ code: 'PM-3001' });
      expect(server.calls.filter(isTransaction)).toHaveLength(1);
    }));
});

describe('two resets at once', () => {
  it('forgive no block twice: the later one reads again', () =>
    faultScene(async ({ server, stores }) => {
      const counter = (forgiven: string): object => ({
        pk: { S: `${key.rule}#${key.repository}` },
        sk: { S: key.hour },
        total: { N: '3' },
        forgiven: { N: forgiven },
        expiresAt: { N: '9999999999' },
      });
      let reads = 0;
      server.fault = (call, index) =>
        isTransaction(call) && index < 2 ? cancelled('ConditionalCheckFailed', 'None') : undefined;
      server.answer = ({ target }) => {
        if (!target.endsWith('BatchGetItem')) return undefined;
        reads += 1;
        return {
          Responses: { [names.tables.blockCounter.name]: [counter(reads === 1 ? '0' : '2')] },
        };
      };
      expect(await stores.blocks.reset(key, 'ada', 'why')).toMatchObject({ forgiven: 1 });
      const last = JSON.stringify(server.calls.at(-1)?.body);
      expect(last).toContain('"ConditionExpression":"forgiven = :was"');
      expect(last).toContain('":was":{"N":"2"}');
    }));
});

describe('a single write that a transaction under way is in the way of', () => {
  const WRITES: readonly (readonly [string, Run])[] = [
    ['fp.recordEvent', ({ fp }) => fp.recordEvent(event)],
    ['fp.markFalsePositive', ({ fp }) => fp.markFalsePositive(review)],
    ['fp.unmark', ({ fp }) => fp.unmark(review.findingId)],
    ['blocks.add', ({ blocks }) => blocks.add([key], 'run-1')],
  ];
  const CONFLICT = error(400, 'TransactionConflictException');

  it.each(WRITES)('is tried again: %s', (_, run) =>
    faultScene(async ({ server, stores }) => {
      server.fault = (_call, index) => (index === 0 ? CONFLICT : undefined);
      await run(stores);
      expect(server.calls).toHaveLength(2);
    }),
  );

  it.each(WRITES)('is PM-3001 when that lasts: %s', (_, run) =>
    faultScene(async ({ server, stores }) => {
      server.fault = () => CONFLICT;
      await expect(run(stores)).rejects.toMatchObject({
        code: 'PM-3001',
        why: expect.stringContaining('TransactionConflictException'),
      });
      expect(server.calls).toHaveLength(ATTEMPTS);
    }),
  );
});
