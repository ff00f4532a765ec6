import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  PutObjectCommand,
  type GetObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { errorName, malformed, type Caller, type Target } from '../../aws/call.js';
import { runtimeError } from '../../errors/index.js';
import { MAX_BASELINE_BYTES } from '../../drift/baseline.js';

/** A bucket of a known owner: a bucket of the same name in another account is refused by S3. */
export interface Bucket {
  readonly client: S3Client;
  readonly call: Caller;
  readonly name: string;
  /** Account id that must own the bucket. */
  readonly owner: string;
}

/** What a GET answers about an object that is there. */
export interface ObjectRead {
  readonly text: string;
  readonly etag: string;
  readonly version: string;
}

/** `deleted`: a delete marker stands where the object was. */
export type ObjectAnswer = ObjectRead | 'absent' | 'deleted';

export function targetOf(bucket: Bucket, operation: string, key: string): Target {
  return { service: 'S3', operation, resource: `bucket ${bucket.name}, ${key}` };
}

/**
 * Reads an object whole. Absent and deleted are answers; everything else that is no object is an
 * error. A body that breaks off is read again, within the attempts and the deadline of one call.
 */
export async function getObject(
  bucket: Bucket,
  key: string,
  version: string | undefined,
): Promise<ObjectAnswer> {
  const target = targetOf(bucket, 'GetObject', key);
  const command = new GetObjectCommand({
    Bucket: bucket.name,
    Key: key,
    ExpectedBucketOwner: bucket.owner,
    ...(version === undefined ? {} : { VersionId: version }),
  });
  return bucket.call(target, async (abortSignal) => {
    for (let attempt = 1; ; attempt += 1) {
      let answer: GetObjectCommandOutput;
      try {
        answer = await bucket.client.send(command, { abortSignal });
      } catch (error) {
        const absent = absence(error, version !== undefined);
        if (absent === undefined) throw error;
        return absent;
      }
      try {
        return await readAnswer(answer, target, bucket.call.region);
      } catch (error) {
        // The SDK retries until the headers are there; the body is ours.
        if (attempt >= bucket.call.attempts || !isBrokenOff(error)) throw error;
      }
    }
  });
}

async function readAnswer(
  { ETag, VersionId, Body, ContentLength }: GetObjectCommandOutput,
  target: Target,
  region: string,
): Promise<ObjectRead> {
  // Whatever answers without these is not S3, and what it answers is no object of ours.
  if (ETag === undefined || Body === undefined) throw malformed(target, region, 'no ETag or body');
  if (VersionId === undefined) throw malformed(target, region, 'the bucket is not versioned');
  if (ContentLength !== undefined && ContentLength > MAX_BASELINE_BYTES) {
    (Body as { destroy?: () => void }).destroy?.();
    throw runtimeError('PM-3006', {
      what: `${target.resource} in ${region}`,
      why: `it has ${ContentLength} bytes; a baseline has at most ${MAX_BASELINE_BYTES}`,
    });
  }
  return { text: await Body.transformToString('utf-8'), etag: ETag, version: VersionId };
}

/** An error of the socket or the stream, not one that we threw. */
function isBrokenOff(error: unknown): boolean {
  return errorName(error) !== 'PhaseMirrorError';
}

/**
 * S3 answers 404 for a missing key only to callers that may list the bucket; to all others it answers
 * 403, which stays an error here: nothing may be concluded from it.
 */
function absence(error: unknown, ofVersion: boolean): 'absent' | 'deleted' | undefined {
  const name = errorName(error);
  if (name === 'NoSuchKey') return hasDeleteMarker(error) ? 'deleted' : 'absent';
  if (!ofVersion) return undefined;
  if (name === 'NoSuchVersion') return 'absent';
  if (name === 'MethodNotAllowed') return 'deleted';
  const message = error instanceof Error ? error.message : '';
  return name === 'InvalidArgument' && /version id/i.test(message) ? 'absent' : undefined;
}

function hasDeleteMarker(error: unknown): boolean {
  const { $response } = error as { $response?: { headers?: Record<string, string> } };
  return $response?.headers?.['x-amz-delete-marker'] === 'true';
}

/** What must hold for a put to happen: the object is this one still, or there is none. */
export type PutCondition = { readonly etag: string } | 'absent';

/** Puts an object; answers its version, or `refused` when the condition does not hold (any more). */
export async function putObject(
  bucket: Bucket,
  key: string,
  text: string,
  condition: PutCondition,
  metadata: Readonly<Record<string, string>>,
): Promise<{ readonly version: string } | 'refused'> {
  const target = targetOf(bucket, 'PutObject', key);
  const command = new PutObjectCommand({
    Bucket: bucket.name,
    Key: key,
    ExpectedBucketOwner: bucket.owner,
    Body: text,
    ContentType: 'application/json',
    Metadata: { ...metadata },
    ...(condition === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: condition.etag }),
  });
  return bucket.call(target, async (abortSignal) => {
    try {
      const { ETag, VersionId } = await bucket.client.send(command, { abortSignal });
      if (ETag === undefined) throw malformed(target, bucket.call.region, 'no ETag');
      if (VersionId === undefined) {
        throw malformed(target, bucket.call.region, 'the bucket is not versioned');
      }
      return { version: VersionId };
    } catch (error) {
      if (REFUSED.has(errorName(error))) return 'refused';
      throw error;
    }
  });
}

/** 412, 409 while another write is under way, 404 when the object to be replaced is gone. */
const REFUSED = new Set(['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey']);

/** sha256 of a text, 64 hex characters. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
