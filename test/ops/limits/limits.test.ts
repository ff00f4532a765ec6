import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { awsClients } from '../../../ops/aws/clients.js';
import { compareLimits } from '../../../ops/limits/compare.js';
import { limitsOutcome } from '../../../ops/limits/limits.js';
import { QUOTAS, type QuotaSpec } from '../../../ops/limits/quotas.js';
import { plannedResources } from '../../../ops/limits/resources.js';
import { serviceQuota } from '../../../ops/limits/service-quota.js';

const home = mkdtempSync(join(tmpdir(), 'pm-limits-'));
afterAll(() => rmSync(home, { recursive: true }));

const spec = (id: string, present: number, quota: number): QuotaSpec => ({
  id,
  types: ['aws_dynamodb_table'],
  present: () => Promise.resolve(Array.from({ length: present }, (_, i) => `t${i}`)),
  quota: () => Promise.resolve(quota),
});
const compare = (specs: readonly QuotaSpec[], planned: readonly string[] = []) =>
  compareLimits({} as never, specs, new Map([['aws_dynamodb_table', planned]]));

describe('a quota', () => {
  it.each([
    { present: 0, planned: [], quota: 10, outcome: 'ok', share: 0 },
    { present: 5, planned: ['t0', 't1'], quota: 10, outcome: 'ok', share: 0.5 },
    { present: 5, planned: ['new', 'newer'], quota: 10, outcome: 'ok', share: 0.7 },
    { present: 5, planned: ['a', 'b', 'c'], quota: 10, outcome: 'warn', share: 0.8 },
    { present: 10, planned: [], quota: 10, outcome: 'warn', share: 1 },
    { present: 10, planned: ['a'], quota: 10, outcome: 'over', share: 1.1 },
    { present: 0, planned: [], quota: 0, outcome: 'over', share: Infinity },
  ])('of $quota with $present used and $planned to come is $outcome', async (given) => {
    const [row] = await compare([spec('x', given.present, given.quota)], given.planned);
    expect(row).toMatchObject({ outcome: given.outcome, share: given.share });
  });

  it('that cannot be read is unknown, never zero', async () => {
    const denied = (): Promise<never> =>
      Promise.reject(Object.assign(new Error('not yours'), { name: 'AccessDeniedException' }));
    const rows = await compare([
      { ...spec('use', 0, 10), present: denied },
      { ...spec('quota', 0, 10), quota: denied },
      spec('fine', 1, 10),
    ]);
    expect(rows.map(({ outcome }) => outcome)).toEqual(['could-not-run', 'could-not-run', 'ok']);
    const { exit, text, json } = limitsOutcome('staging', rows);
    expect(exit).toBe(3);
    expect(json).toMatchObject({ error: { code: 'PM-6045', what: 'staging: use, quota' } });
    expect(text).toContain('??    use    could not be read: AccessDeniedException: not yours');
    expect(text).toContain('1 of 3 quotas below 80 % after a deploy, 2 could not be read');
  });

  it('that is nearly full is exit 1, whatever else is unknown', async () => {
    const rows = await compare([
      spec('full', 9, 10),
      { ...spec('use', 0, 10), present: () => Promise.reject(new Error('no')) },
    ]);
    const { exit, json } = limitsOutcome('staging', rows);
    expect(exit).toBe(1);
    expect(json).toMatchObject({ error: { code: 'PM-6044', what: 'staging: full' } });
  });
});

describe('what a deploy adds', () => {
  it('is read from the synthesised stacks, by the names that count', async () => {
    const out = join(home, 'out');
    const stack = (name: string, resource: object): void => {
      mkdirSync(join(out, 'stacks', name), { recursive: true });
      writeFileSync(join(out, 'stacks', name, 'cdk.tf.json'), JSON.stringify({ resource }));
    };
    stack('data', {
      aws_dynamodb_table: { a: { name: 'one' }, b: { name: '${var.x}' }, c: {} },
      aws_dynamodb_table_item: { a: { name: 'no' } },
    });
    stack('access', { aws_iam_role: { r: { name: 'role' } } });
    stack('empty', {});
    expect(Object.fromEntries(await plannedResources(out))).toEqual({
      aws_dynamodb_table: ['one', 'aws_dynamodb_table.b', 'aws_dynamodb_table.c'],
      aws_iam_role: ['role'],
    });
  });

  it('counts every type that the stacks make and AWS limits', () => {
    expect(QUOTAS.flatMap(({ types }) => types).sort()).toEqual([
      'aws_cloudtrail',
      'aws_cloudwatch_composite_alarm',
      'aws_cloudwatch_metric_alarm',
      'aws_dynamodb_table',
      'aws_iam_policy',
      'aws_iam_role',
      'aws_kms_alias',
      'aws_s3_bucket',
      'aws_sns_topic',
    ]);
  });
});

describe('Service Quotas', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function asked(
    answers: readonly (readonly [status: number, body: string])[],
  ): Promise<{ readonly value: () => Promise<number>; readonly heads: readonly string[] }> {
    const heads: string[] = [];
    server = createServer((request, response) => {
      request.resume().on('end', () => {
        const { authorization = '', 'x-amz-target': target } = request.headers;
        heads.push(`${String(target)} ${/\/(\w+)\/aws4_request/.exec(authorization)?.[1] ?? ''}`);
        const [status, body] = answers[Math.min(heads.length, answers.length) - 1] ?? [500, ''];
        response.writeHead(status).end(body);
      });
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const clients = awsClients(
      {
        AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
        AWS_ACCESS_KEY_ID: 'x',
        AWS_SECRET_ACCESS_KEY: 'x',
      },
      'eu-central-1',
    );
    const id = { service: 'sns', code: 'L-2', name: /^topics/i };
    return {
      heads,
      value: () => serviceQuota(clients.quotas, id).finally(() => clients.close()),
    };
  }
  const quotas = (...Quotas: readonly object[]): string => JSON.stringify({ Quotas });
  const two = { QuotaCode: 'L-2', QuotaName: 'Something', Value: 5 };

  it('is asked signed, for every page, and again when it throttles', async () => {
    const { value, heads } = await asked([
      [400, '{"__type":"com.amazon#TooManyRequestsException","message":"slow down"}'],
      [200, '{"Quotas":[{"QuotaCode":"L-1","QuotaName":"Others","Value":1}],"NextToken":"more"}'],
      [200, quotas(two)],
    ]);
    expect(await value()).toBe(5);
    expect(heads).toEqual(
      Array.from({ length: 3 }, () => 'ServiceQuotasV20190624.ListServiceQuotas servicequotas'),
    );
  });

  it.each([
    ['by its code, whatever its name', [quotas({ ...two, QuotaName: 'Renamed' })], 5],
    [
      'by its name where AWS has another code',
      [quotas({ ...two, QuotaCode: 'L-9', QuotaName: 'Topics per Account' })],
      5,
    ],
    [
      'its code rather than a name like it',
      [quotas({ QuotaCode: 'L-9', QuotaName: 'Topics', Value: 1 }, two)],
      5,
    ],
    ['AWS’s default where the account has no value of its own', ['{}', quotas(two)], 5],
    ['that nobody may have any', [quotas({ ...two, Value: 0 })], 0],
  ])('tells %s', async (_, bodies, expected) => {
    const { value } = await asked(bodies.map((body) => [200, body] as const));
    expect(await value()).toBe(expected);
  });

  it.each([
    [
      'refuses',
      400,
      '{"__type":"AccessDeniedException","Message":"no"}',
      'AccessDeniedException',
      1,
    ],
    ['does not know the call', 501, '{"__type":"NotImplemented"}', 'NotImplemented', 1],
    ['fails', 500, '{"__type":"ServiceException"}', 'ServiceException', 3],
    ['answers without the quota', 200, '{}', 'NoSuchResourceException', 2],
    [
      'lists it without a value',
      200,
      quotas({ ...two, Value: null }),
      'NoSuchResourceException',
      2,
    ],
  ])('says by name when it %s', async (_, status, body, name, calls) => {
    const { value, heads } = await asked([[status, body]]);
    await expect(value()).rejects.toMatchObject({ name });
    expect(heads).toHaveLength(calls);
  });
});
