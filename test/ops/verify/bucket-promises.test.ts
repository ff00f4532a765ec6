import { describe, expect, it } from '@jest/globals';
import type { Deployment } from '../../../stacks/environments.js';
import { eachFailsItsPromise, type Broken } from './each-fails-its-promise.js';
import { verifiedAfter } from './verified.js';
import { EVERYBODY, policyText, type BucketState, type World } from './world.js';

const baseline = (world: World, { names }: Deployment): BucketState =>
  world.buckets[names.buckets.baseline] as BucketState;
const stateBucket = (world: World, { state }: Deployment): BucketState =>
  world.buckets[state.bucket] as BucketState;
const allowEverybody = (Condition?: object): string =>
  policyText({
    Effect: 'Allow',
    Principal: EVERYBODY,
    Action: 's3:GetObject',
    Resource: '*',
    Condition,
  });

const BUCKETS: readonly Broken[] = [
  [
    'versioning suspended',
    (w, d) => (baseline(w, d).versioning = 'Suspended'),
    'versioning',
    /Suspended/,
  ],
  [
    'versioning never set',
    (w, d) => delete baseline(w, d).versioning,
    'versioning',
    /never enabled/,
  ],
  [
    "S3's own key",
    (w, d) => (baseline(w, d).encryption = { SSEAlgorithm: 'AES256' }),
    'encryption',
    /AES256/,
  ],
  ['no default encryption', (w, d) => delete baseline(w, d).encryption, 'encryption', /none/],
  ['no access block', (w, d) => delete baseline(w, d).block, 'access-block', /not set: Block/],
  [
    'one of the four blocks off',
    (w, d) => ((baseline(w, d).block ??= {}).RestrictPublicBuckets = false),
    'access-block',
    /not set: RestrictPublicBuckets$/,
  ],
  [
    'a public ACL',
    (w, d) =>
      baseline(w, d).grants.push({
        Permission: 'READ',
        Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' },
      }),
    'private',
    /AllUsers may READ/,
  ],
  [
    'a policy that S3 calls public',
    (w, d) => (baseline(w, d).public = true),
    'private',
    /S3 calls/,
  ],
  ['no lifecycle', (w, d) => (baseline(w, d).lifecycle = []), 'lifecycle', /no lifecycle rule/],
  [
    'old states kept for a day only',
    (w, d) =>
      (stateBucket(w, d).lifecycle = [
        { ID: 'x', Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 1 } },
      ]),
    'lifecycle',
    /only 1 days, newest 0/,
  ],
  [
    'old states kept for ever',
    (w, d) => (stateBucket(w, d).lifecycle = [{ ID: 'x', Status: 'Enabled' }]),
    'lifecycle',
    /no rule ever deletes/,
  ],
  ['no access log', (w, d) => delete stateBucket(w, d).logTarget, 'access-log', /to nobody/],
];

describe('a bucket after', () => eachFailsItsPromise(BUCKETS));

describe('a bucket policy', () => {
  const withPolicy = async (policy: string | undefined): Promise<readonly string[]> => {
    const { bad } = await verifiedAfter((w, d) => {
      if (policy === undefined) delete baseline(w, d).policy;
      else baseline(w, d).policy = policy;
    });
    return bad.map((row) => row.id.split('.').at(-1) ?? '');
  };

  it('that is gone no longer refuses plain HTTP', async () => {
    expect(await withPolicy(undefined)).toEqual(['tls']);
  });
  it('that admits everybody is public as well', async () => {
    expect(await withPolicy(allowEverybody())).toEqual(['private', 'tls']);
  });
  it('that admits everybody of one organisation is not public', async () => {
    const tied = allowEverybody({ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } });
    expect(await withPolicy(tied)).toEqual(['tls']);
  });
  it('that asks for an account with a wildcard is public', async () => {
    const loose = allowEverybody({ StringLike: { 'aws:PrincipalAccount': '*' } });
    expect(await withPolicy(loose)).toEqual(['private', 'tls']);
  });
});
