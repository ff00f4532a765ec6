import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { namesFor, PROJECT } from '../../runtime/src/names/index.js';
import { openAws, type AwsStores } from '../../runtime/src/stores/aws/index.js';
import type { CalibrationStore, EnforcementChange } from '../../runtime/src/stores/ports.js';
import { demotionOf } from '../contract/enforcement-steps.js';
import { testClock } from '../contract/samples.js';
import { faultServer, type Call, type Fault, type FaultServer } from './fault-server.js';

const ATTEMPTS = 2;
const scope = {
  project: PROJECT,
  environment: 'local',
  account: '123456789012',
  region: 'eu-central-1',
} as const;
const TABLE = namesFor(scope).tables.calibration.name;
let server: FaultServer;
let stores: AwsStores;
let calibration: CalibrationStore;
beforeEach(async () => {
  server = await faultServer();
  stores = openAws(
    namesFor(scope),
    {
      region: scope.region,
      endpoint: server.endpoint,
      credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
      patience: { attempts: ATTEMPTS },
    },
    { clock: testClock() },
  );
  calibration = stores.calibration;
});
afterEach(async () => {
  stores.close();
  await server.close();
});

const step = demotionOf('MD-001');
const stored: EnforcementChange = { ...step, revision: 1, at: '2026-11-22T12:00:00.000Z' };
const contribution = {
  organisations: [`v2:${'ab'.repeat(32)}`, `v1:${'cd'.repeat(32)}`],
  rule: 'MD-001',
  period: '2026-10',
  reviewed: 10,
  falsePositives: 1,
};

/** A change as DynamoDB answers it, with some attributes replaced. */
function itemOf(change: object): object {
  const attribute = (value: unknown): object => {
    if (typeof value === 'number') return { N: String(value) };
    return typeof value === 'object' && value !== null
      ? { M: Object.fromEntries(Object.entries(value).map(([k, v]) => [k, attribute(v)])) }
      : { S: String(value) };
  };
  return (attribute({ pk: 'enforcement#MD-001', sk: 'state', ...change }) as { M: object }).M;
}
const cancelled = (...codes: readonly string[]): Fault => ({
  kind: 'error',
  status: 400,
  type: 'TransactionCanceledException',
  more: { CancellationReasons: codes.map((Code) => ({ Code })) },
});
const transactions = (): readonly Call[] =>
  server.calls.filter(({ target }) => target.endsWith('TransactWriteItems'));

describe('a contribution', () => {
  it('adds to the sums and sets every mark in one transaction, and holds no organisation', async () => {
    expect(await calibration.contribute(contribution)).toBe('recorded');
    const [call] = transactions();
    const writes = call?.body['TransactItems'] as Record<string, object>[];
    expect(writes.map((write) => Object.keys(write))).toEqual([['Put'], ['Put'], ['Update']]);
    const sent = JSON.stringify(call?.body);
    expect(sent).not.toContain('ab'.repeat(32));
    expect(sent).not.toContain('cd'.repeat(32));
  });

  it('that meets a mark is a duplicate, under an older salt as well', async () => {
    for (const codes of [
      ['ConditionalCheckFailed', 'None', 'None'],
      ['None', 'ConditionalCheckFailed', 'None'],
    ]) {
      server.fault = () => cancelled(...codes);
      expect(await calibration.contribute(contribution)).toBe('duplicate');
    }
  });

  it('that meets another one is tried again', async () => {
    server.fault = (_, index) =>
      index === 0 ? cancelled('None', 'None', 'TransactionConflict') : undefined;
    expect(await calibration.contribute(contribution)).toBe('recorded');
    expect(transactions()).toHaveLength(2);
  });

  it('that meets others again and again is PM-3001', async () => {
    server.fault = () => cancelled('None', 'None', 'TransactionConflict');
    await expect(calibration.contribute(contribution)).rejects.toMatchObject({ code: 'PM-3001' });
    expect(transactions()).toHaveLength(2 * ATTEMPTS);
  });

  it.each([[['ValidationError', 'None', 'None']], [[]]])(
    'cancelled for %j is PM-3001 at once',
    async (codes) => {
      server.fault = () => cancelled(...codes);
      await expect(calibration.contribute(contribution)).rejects.toMatchObject({ code: 'PM-3001' });
      expect(transactions()).toHaveLength(1);
    },
  );
});

describe('an aggregate', () => {
  const sums = { organisations: 10, reviewed: 80, falsePositives: 4, expiresAt: 2_000_000_000 };
  const hidden = { shown: false, code: 'INSUFFICIENT_K' };
  it.each([
    ['of ten', sums, { shown: true, organisations: 10, reviewed: 80, falsePositives: 4 }],
    ['of nine', { ...sums, organisations: 9 }, hidden],
    ['of who knows how many', { ...sums, organisations: 'ten' }, hidden],
    ['that TTL has not deleted yet', { ...sums, expiresAt: 1 }, hidden],
  ])('%s', async (_, item, answer) => {
    server.answer = () => ({ Item: itemOf(item) });
    expect(await calibration.aggregate('MD-001', '2026-09')).toMatchObject(answer);
  });
});

describe('a change of a rule', () => {
  it('whose answer was lost meets itself, and counts as made', async () => {
    let reads = 0;
    server.fault = ({ target }) =>
      target.endsWith('TransactWriteItems') ? cancelled('ConditionalCheckFailed') : undefined;
    server.answer = ({ target }) => {
      if (!target.endsWith('GetItem')) return undefined;
      reads += 1;
      return reads === 1 ? {} : { Item: itemOf(stored) };
    };
    expect(await calibration.changeEnforcement(step, 0)).toEqual(stored);
  });

  it('that meets another one is PM-3007', async () => {
    let reads = 0;
    server.fault = ({ target }) =>
      target.endsWith('TransactWriteItems') ? cancelled('ConditionalCheckFailed') : undefined;
    server.answer = ({ target }) => {
      if (!target.endsWith('GetItem')) return undefined;
      reads += 1;
      return reads === 1 ? {} : { Item: itemOf({ ...stored, by: 'bob' }) };
    };
    await expect(calibration.changeEnforcement(step, 0)).rejects.toMatchObject({
      code: 'PM-3007',
      why: 'it is at revision 1, the change goes on from 0',
    });
  });

  it('cancelled again and again is PM-3007', async () => {
    server.fault = ({ target }) =>
      target.endsWith('TransactWriteItems') ? cancelled('TransactionConflict', 'None') : undefined;
    await expect(calibration.changeEnforcement(step, 0)).rejects.toMatchObject({ code: 'PM-3007' });
    expect(transactions()).toHaveLength(2 * ATTEMPTS);
  });
});

describe('an item that is no change of a rule', () => {
  const broken: readonly (readonly [string, object])[] = [
    ['without a rule', { ...stored, rule: '' }],
    ['of another action', { ...stored, action: 'ignore' }],
    ['without evidence', { ...stored, evidence: 'none' }],
    ['with other bounds', { ...stored, evidence: { ...stored.evidence, low: 0.99 } }],
    ['of revision 0', { ...stored, revision: 0 }],
    ['without a time', { ...stored, at: 'yesterday' }],
  ];

  it.each(broken)('%s demotes nothing: PM-3001', async (_what, item) => {
    const Responses = { [TABLE]: [itemOf(item)] };
    server.answer = ({ target }) =>
      target.endsWith('BatchGetItem')
        ? { Responses, UnprocessedKeys: {} }
        : { Item: itemOf(item), Items: [itemOf(item)] };
    const malformed = { code: 'PM-3001', why: expect.stringContaining('is no change of a rule') };
    await expect(calibration.enforcement(['MD-001'])).rejects.toMatchObject(malformed);
    await expect(calibration.enforcementHistory('MD-001')).rejects.toMatchObject(malformed);
    await expect(calibration.changeEnforcement(step, 0)).rejects.toMatchObject(malformed);
  });

  it('is not what an older release asked less of', async () => {
    const lenient = { ...stored, evidence: { ...stored.evidence, threshold: 0.9 } };
    server.answer = () => ({ Responses: { [TABLE]: [itemOf(lenient)] }, UnprocessedKeys: {} });
    expect((await calibration.enforcement(['MD-001'])).get('MD-001')).toEqual(lenient);
  });
});
