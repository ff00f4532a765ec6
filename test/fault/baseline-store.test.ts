import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { baselineText } from '../../runtime/src/drift/baseline.js';
import { namesFor, PROJECT } from '../../runtime/src/names/index.js';
import { openAws, type AwsStores } from '../../runtime/src/stores/aws/index.js';
import { sampleBaseline } from '../contract/baseline-store.js';
import { testClock } from '../contract/samples.js';
import { faultServer, type Call, type FaultServer } from './fault-server.js';
import { BASELINE_KEY, list, object, s3Error, STORED, storedObject } from './s3-answers.js';

const names = namesFor({
  project: PROJECT,
  environment: 'local',
  account: '123456789012',
  region: 'eu-central-1',
});
const NEWER = sampleBaseline(BASELINE_KEY, 2);
const RIVAL = sampleBaseline(BASELINE_KEY, 3);
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
      patience: { attempts: 2, answerMs: 3_000 },
    },
    { clock: testClock() },
  );
});
afterEach(async () => {
  stores.close();
  await server.close();
});

const isPut = ({ target }: Call): boolean => target.startsWith('PUT');
const isGet = ({ target }: Call): boolean => target.startsWith('GET') && !isList({ target });
const isList = ({ target }: Pick<Call, 'target'>): boolean => /[?&]versions/.test(target);
const puts = (): readonly Call[] => server.calls.filter(isPut);

describe('a first run', () => {
  it('is only what S3 itself says: no such key', async () => {
    server.reply = () => s3Error(404, 'NoSuchKey');
    expect(await stores.baselines.load(BASELINE_KEY)).toBeUndefined();
  });

  it.each([
    ['a missing bucket', s3Error(404, 'NoSuchBucket'), 'NoSuchBucket'],
    [
      'access denied, which S3 answers for a missing key too',
      s3Error(403, 'AccessDenied'),
      'AccessDenied',
    ],
    ['a page of a proxy', { status: 200, body: '<html></html>' }, 'malformed: no ETag'],
    [
      'a bucket that keeps no versions',
      { status: 200, headers: { etag: '"e"' }, body: '{}' },
      'not versioned',
    ],
    ['404 from something that is not S3', { status: 404, body: 'not found' }, ''],
  ] as const)('is not %s', async (_, answer, why) => {
    server.reply = () => answer;
    const refused = { code: 'PM-3001', why: expect.stringContaining(why) };
    await expect(stores.baselines.load(BASELINE_KEY)).rejects.toMatchObject(refused);
    await expect(stores.baselines.publish(NEWER, undefined)).rejects.toMatchObject(refused);
    await expect(stores.baselines.restore(BASELINE_KEY, 'v1', undefined)).rejects.toMatchObject(
      refused,
    );
    expect(puts()).toEqual([]);
  });

  it('is not a baseline that somebody deleted; a restore brings it back', async () => {
    server.reply = (call) => {
      if (!isGet(call)) return undefined;
      return call.target.includes('versionId=v1')
        ? storedObject(STORED)
        : s3Error(404, 'NoSuchKey', { 'x-amz-delete-marker': 'true' });
    };
    const deleted = { code: 'PM-3006', why: expect.stringContaining('deleted') };
    await expect(stores.baselines.load(BASELINE_KEY)).rejects.toMatchObject(deleted);
    await expect(stores.baselines.publish(NEWER, undefined)).rejects.toMatchObject(deleted);
    expect(puts()).toEqual([]);
    const restored = await stores.baselines.restore(BASELINE_KEY, 'v1', undefined);
    expect(restored).toEqual({ baseline: STORED, version: 'v2' });
    expect(puts().map(({ headers }) => headers['if-none-match'])).toEqual(['*']);
  });
});

describe('what is stored', () => {
  it.each([
    ['is cut', object(baselineText(STORED).slice(0, 100)), 'PM-3006', 'not JSON'],
    ['was edited', object(baselineText(STORED).replace('ada', 'eve')), 'PM-3006', 'hash says'],
    [
      'is of another branch',
      storedObject(sampleBaseline({ ...BASELINE_KEY, branch: 'release' })),
      'PM-3006',
      'it is the baseline of acme/shop release',
    ],
    ['is of another schema', object('{"schema":"phase-mirror/baseline@0"}'), 'PM-3008', '@0'],
    [
      'is larger than a baseline may be',
      {
        status: 200,
        headers: { etag: '"e"', 'x-amz-version-id': 'v', 'content-length': String(5 * 1024 ** 2) },
        body: ' '.repeat(5 * 1024 ** 2),
      },
      'PM-3006',
      'it has 5242880 bytes',
    ],
  ] as const)('%s: the error says so', async (_, answer, code, why) => {
    server.reply = () => answer;
    await expect(stores.baselines.load(BASELINE_KEY)).rejects.toMatchObject({
      code,
      what: expect.stringContaining(names.buckets.baseline),
      why: expect.stringContaining(why),
    });
  });

  it('and is broken can be replaced by who names the hash of its bytes', async () => {
    server.reply = (call) => (isGet(call) ? object('broken') : undefined);
    const refused: unknown = await stores.baselines
      .publish(NEWER, STORED.sha256)
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'PM-3007' });
    const found = /stored is ([0-9a-f]{64})/.exec((refused as { why: string }).why)?.[1];
    expect(await stores.baselines.publish(NEWER, found)).toMatchObject({ version: 'v2' });
  });
});

describe('publishing', () => {
  it('replaces exactly the object that it has read, in the bucket of this account', async () => {
    await stores.baselines.publish(NEWER, STORED.sha256);
    expect(server.calls.map(({ target }) => target.split('?')[0])).toEqual([
      `GET /${names.buckets.baseline}/acme/shop/main.json`,
      `PUT /${names.buckets.baseline}/acme/shop/main.json`,
    ]);
    const [put] = puts();
    expect(put?.headers).toMatchObject({
      'if-match': '"e1"',
      'x-amz-expected-bucket-owner': '123456789012',
      'x-amz-meta-sha256': NEWER.sha256,
    });
    expect(put?.body).toEqual(NEWER);
  });

  it('that loses the race is a conflict', async () => {
    let rivalled = false;
    server.reply = (call) => {
      if (!isPut(call)) return rivalled ? storedObject(RIVAL, '"e9"') : undefined;
      rivalled = true;
      return s3Error(412, 'PreconditionFailed');
    };
    await expect(stores.baselines.publish(NEWER, STORED.sha256)).rejects.toMatchObject({
      code: 'PM-3007',
      why: `the publisher expects ${STORED.sha256}, stored is ${RIVAL.sha256}`,
    });
    expect(puts()).toHaveLength(1);
  });

  it('whose answer was lost after the commit is a success', async () => {
    let committed = false;
    server.fault = (call) => {
      if (!isPut(call) || committed) return undefined;
      committed = true;
      return { kind: 'reset' };
    };
    server.reply = (call) => {
      if (isPut(call)) return s3Error(412, 'PreconditionFailed');
      return committed ? storedObject(NEWER, '"e5"') : undefined;
    };
    expect(await stores.baselines.publish(NEWER, STORED.sha256)).toEqual({
      baseline: NEWER,
      version: 'v1',
    });
    expect(puts()).toHaveLength(2);
  });

  it('waits for another write that is under way, and goes on when nothing came of it', async () => {
    let refused = 0;
    server.reply = (call) => {
      if (!isPut(call) || refused > 0) return undefined;
      refused += 1;
      return s3Error(409, 'ConditionalRequestConflict');
    };
    expect(await stores.baselines.publish(NEWER, STORED.sha256)).toMatchObject({ version: 'v2' });
    expect(puts()).toHaveLength(2);
  });

  it('that is refused for ever ends, as a conflict', async () => {
    server.reply = (call) => (isPut(call) ? s3Error(409, 'ConditionalRequestConflict') : undefined);
    await expect(stores.baselines.publish(NEWER, STORED.sha256)).rejects.toMatchObject({
      code: 'PM-3007',
    });
    expect(puts()).toHaveLength(2);
  });

  it('finds what it replaces gone meanwhile: a conflict', async () => {
    let gone = false;
    server.reply = (call) => {
      if (isPut(call)) gone = true;
      return gone ? s3Error(404, 'NoSuchKey') : undefined;
    };
    await expect(stores.baselines.publish(NEWER, STORED.sha256)).rejects.toMatchObject({
      code: 'PM-3007',
      why: expect.stringContaining('stored is none'),
    });
  });

  it.each([
    ['no ETag', { status: 200 }],
    ['no version', { status: 200, headers: { etag: '"e"' } }],
  ])('answered with %s is not taken for done', async (_, answer) => {
    server.reply = (call) => (isPut(call) ? answer : undefined);
    await expect(stores.baselines.publish(NEWER, STORED.sha256)).rejects.toMatchObject({
      code: 'PM-3001',
      why: expect.stringContaining('malformed'),
    });
  });
});

describe('an older version', () => {
  it.each([
    ['that never was', s3Error(404, 'NoSuchVersion')],
    ['whose id S3 does not know the form of', s3Error(400, 'InvalidArgument')],
    ['that is a deletion', s3Error(405, 'MethodNotAllowed')],
  ])('%s is not there', async (name, answer) => {
    const { body = '' } = answer;
    server.reply = () => ({
      ...answer,
      body: body.replace('told to fail', 'Invalid version id specified'),
    });
    expect([name, await stores.baselines.load(BASELINE_KEY, 'v0')]).toEqual([name, undefined]);
  });

  it('is not concluded from another refusal of an argument', async () => {
    server.reply = () => s3Error(400, 'InvalidArgument');
    await expect(stores.baselines.load(BASELINE_KEY, 'v0')).rejects.toMatchObject({
      code: 'PM-3001',
    });
  });
});

describe('the list of versions', () => {
  const version = (id: string, at: string, latest: boolean, key = 'acme/shop/main.json'): string =>
    `<Key>${key}</Key><VersionId>${id}</VersionId><IsLatest>${latest}</IsLatest><LastModified>${at}</LastModified>`;

  it('tells deletions, and leaves out keys that only begin alike', async () => {
    server.reply = (call) =>
      isList(call)
        ? list(names.buckets.baseline, [
            `<Version>${version('a', '2026-11-20T00:00:00.000Z', false)}</Version>`,
            `<Version>${version('x', '2026-11-22T00:00:00.000Z', true, 'acme/shop/main.json.json')}</Version>`,
            `<DeleteMarker>${version('b', '2026-11-21T00:00:00.000Z', true)}</DeleteMarker>`,
          ])
        : undefined;
    expect(await stores.baselines.versions(BASELINE_KEY, 10)).toEqual([
      { version: 'b', sha256: undefined, publishedAt: '2026-11-21T00:00:00.000Z', current: true },
      {
        version: 'a',
        sha256: STORED.sha256,
        publishedAt: '2026-11-20T00:00:00.000Z',
        current: false,
      },
    ]);
  });

  it.each([
    ['of nothing', { status: 200, body: '' }],
    [
      'without times',
      list(names.buckets.baseline, ['<Version><Key>acme/shop/main.json</Key></Version>']),
    ],
  ])('%s is malformed, not empty', async (_, answer) => {
    server.reply = () => answer;
    await expect(stores.baselines.versions(BASELINE_KEY, 10)).rejects.toMatchObject({
      code: 'PM-3001',
      why: expect.stringContaining('malformed'),
    });
  });
});

it('is closed without ever having been opened, and refuses to work then', async () => {
  stores.close();
  await expect(stores.baselines.load(BASELINE_KEY)).rejects.toThrow('the store is closed');
});
