import {
  HeadObjectCommand,
  ListObjectVersionsCommand,
  S3Client,
  type DeleteMarkerEntry,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion,
} from '@aws-sdk/client-s3';
import { caller, malformed } from '../../aws/call.js';
import { clientSettings, type AwsOptions } from '../../aws/connection.js';
import { PhaseMirrorError, runtimeError } from '../../errors/index.js';
import { baselineKey } from '../../names/index.js';
import type { Baseline } from '../../drift/baseline.js';
import {
  conflict,
  noSuchVersion,
  storedBaseline,
  validBaseline,
  validBaselineKey,
  validExpected,
  validVersion,
  validVersionCount,
} from '../baseline.js';
import type { BaselineKey, BaselineStore, BaselineVersion, StoredBaseline } from '../ports.js';
import {
  getObject,
  putObject,
  sha256,
  targetOf,
  type Bucket,
  type ObjectAnswer,
} from './object.js';

export interface S3BaselineOptions extends AwsOptions {
  readonly bucket: string;
  /** Account that must own the bucket. */
  readonly owner: string;
}

/** Metadata of an object that repeats its baseline's hash, for lists. */
const HASH = 'sha256';

/** `BaselineStore` in a versioned bucket: one object a branch, replaced on condition only. */
export function s3BaselineStore(options: S3BaselineOptions): BaselineStore & { close(): void } {
  const client = new S3Client({
    ...clientSettings(options),
    // Another endpoint has no name for each bucket.
    forcePathStyle: options.endpoint !== undefined,
  });
  const bucket: Bucket = {
    client,
    call: caller(options),
    name: options.bucket,
    owner: options.owner,
  };
  const where = ({ repository, branch }: BaselineKey): string =>
    `baseline of ${repository} ${branch} in bucket ${bucket.name} in ${options.region}`;

  const load = async (
    key: BaselineKey,
    version: string | undefined,
  ): Promise<StoredBaseline | undefined> => {
    const answer = await getObject(bucket, baselineKey(key), version);
    if (answer === 'absent') return undefined;
    if (answer === 'deleted') {
      if (version !== undefined) return undefined;
      throw deleted(where(key));
    }
    return { baseline: storedBaseline(answer.text, key, where(key)), version: answer.version };
  };

  /** Puts on the condition that what is stored has the hash expected; tells a lost answer from a lost race. */
  const put = async (
    baseline: Baseline,
    text: string,
    expected: string | undefined,
    current: ObjectAnswer,
  ): Promise<StoredBaseline> => {
    const name = baselineKey(baseline);
    let answer = current;
    for (let attempt = 1; ; attempt += 1) {
      const found = hashOf(answer, baseline, where(baseline));
      if (found === baseline.sha256 && typeof answer === 'object') {
        return { baseline, version: answer.version };
      }
      if (found !== expected || attempt > bucket.call.attempts) {
        throw conflict(where(baseline), expected, found);
      }
      const condition = typeof answer === 'object' ? { etag: answer.etag } : 'absent';
      const done = await putObject(bucket, name, text, condition, { [HASH]: baseline.sha256 });
      if (done !== 'refused') return { baseline, version: done.version };
      answer = await getObject(bucket, name, undefined);
    }
  };

  return {
    async load(key, version) {
      validBaselineKey(key);
      if (version !== undefined) validVersion(version);
      return load(key, version);
    },
    async publish(baseline, expected) {
      const text = validBaseline(baseline);
      validExpected(expected);
      const current = await getObject(bucket, baselineKey(baseline), undefined);
      if (current === 'deleted') throw deleted(where(baseline));
      return put(baseline, text, expected, current);
    },
    async restore(key, version, expected) {
      validBaselineKey(key);
      validVersion(version);
      validExpected(expected);
      const older = await load(key, version);
      if (older === undefined) throw noSuchVersion(where(key), version);
      const current = await getObject(bucket, baselineKey(key), undefined);
      return put(older.baseline, validBaseline(older.baseline), expected, current);
    },
    async versions(key, n) {
      validBaselineKey(key);
      validVersionCount(n);
      return listVersions(bucket, baselineKey(key), n);
    },
    close: () => client.destroy(),
  };
}

/** The hash that a publisher must expect: the baseline's own, or that of the bytes where it is none. */
function hashOf(answer: ObjectAnswer, key: BaselineKey, where: string): string | undefined {
  if (typeof answer !== 'object') return undefined;
  try {
    return storedBaseline(answer.text, key, where).sha256;
  } catch (error) {
    if (error instanceof PhaseMirrorError) return sha256(answer.text);
    throw error;
  }
}

function deleted(where: string): PhaseMirrorError {
  return runtimeError('PM-3006', {
    what: where,
    why: 'somebody deleted it; its older versions are there',
    remedy:
      'Restore the version that should be in force: `phase-mirror baseline restore --version V --expect none`.',
  });
}

/** The newest versions and deletions of one object: one list, then a HEAD for each, side by side. */
async function listVersions(
  bucket: Bucket,
  key: string,
  n: number,
): Promise<readonly BaselineVersion[]> {
  const found = await listed(bucket, key);
  const newest = found
    .sort((a, b) => Number(b.LastModified) - Number(a.LastModified) || (a.IsLatest ? -1 : 1))
    .slice(0, n);
  return Promise.all(
    newest.map(async (entry) => ({
      version: entry.VersionId as string,
      sha256: entry.isDeletion ? undefined : await hashOfVersion(bucket, key, entry),
      publishedAt: (entry.LastModified as Date).toISOString(),
      current: entry.IsLatest === true,
    })),
  );
}

type Entry = (ObjectVersion | DeleteMarkerEntry) & { readonly isDeletion: boolean };

/** S3 lists a key's versions newest first, 1,000 a page: the first page holds the newest. */
async function listed(bucket: Bucket, key: string): Promise<Entry[]> {
  const target = targetOf(bucket, 'ListObjectVersions', key);
  const answer: ListObjectVersionsCommandOutput = await bucket.call(target, (abortSignal) =>
    bucket.client.send(
      new ListObjectVersionsCommand({
        Bucket: bucket.name,
        Prefix: key,
        ExpectedBucketOwner: bucket.owner,
      }),
      { abortSignal },
    ),
  );
  // An answer that does not even name the bucket is no list: nothing may be concluded from it.
  if (answer.Name !== bucket.name) throw malformed(target, bucket.call.region, 'no bucket name');
  const entries: Entry[] = [
    ...(answer.Versions ?? []).map((one) => ({ ...one, isDeletion: false })),
    ...(answer.DeleteMarkers ?? []).map((one) => ({ ...one, isDeletion: true })),
  ];
  const own = entries.filter((entry) => entry.Key === key);
  if (own.some((entry) => entry.VersionId === undefined || entry.LastModified === undefined)) {
    throw malformed(target, bucket.call.region, 'a version without its id or time');
  }
  return own;
}

async function hashOfVersion(
  bucket: Bucket,
  key: string,
  { VersionId }: Entry,
): Promise<string | undefined> {
  const target = targetOf(bucket, 'HeadObject', key);
  const { Metadata } = await bucket.call(target, (abortSignal) =>
    bucket.client.send(
      new HeadObjectCommand({
        Bucket: bucket.name,
        Key: key,
        VersionId,
        ExpectedBucketOwner: bucket.owner,
      }),
      { abortSignal },
    ),
  );
  return Metadata?.[HASH];
}
