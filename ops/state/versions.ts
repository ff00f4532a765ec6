import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
} from '@aws-sdk/client-s3';
import type { StackId } from '../../runtime/src/names/index.js';
import { opsError } from '../errors.js';
import { stateOf, type State } from '../terraform/state.js';
import { present, type Backend } from '../terraform/state-objects.js';

/** A state object, or a version of it. */
export interface StateObject {
  readonly text: string;
  /** MD5 of the bytes, hexadecimal: the digest that Terraform keeps of the present one. */
  readonly md5: string;
  readonly etag: string;
  /** Undefined: the text is no state. */
  readonly state: State | undefined;
}

export interface StateVersion {
  readonly version: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly current: boolean;
  readonly bytes: number;
  /** A deletion holds nothing. */
  readonly deletion: boolean;
  /** Undefined for a deletion, and for what is no state. */
  readonly state: State | undefined;
}

/** The present state object of a stack, or one version of it; undefined when there is none. */
export async function stateObject(
  backend: Backend,
  stack: StackId,
  version?: string,
): Promise<StateObject | undefined> {
  const { clients, state, workspace } = backend;
  const answer = await present(
    backend,
    clients.s3
      .send(
        new GetObjectCommand({
          Bucket: state.bucket,
          Key: state.objectKey(workspace, stack),
          ...(version === undefined ? {} : { VersionId: version }),
        }),
      )
      .catch(asAbsent),
  );
  if (answer?.Body === undefined) return undefined;
  const bytes = await answer.Body.transformToByteArray();
  const text = Buffer.from(bytes).toString('utf8');
  return {
    text,
    md5: createHash('md5').update(bytes).digest('hex'),
    etag: answer.ETag ?? '',
    state: readable(text),
  };
}

/** S3 says in three ways that a version does not exist, and in a fourth that it is a deletion. */
const NO_VERSION = new Set(['NoSuchVersion', 'MethodNotAllowed', 'InvalidArgument']);

function asAbsent(error: unknown): undefined {
  if (error instanceof Error && NO_VERSION.has(error.name)) return undefined;
  throw error;
}

function readable(text: string): State | undefined {
  try {
    return stateOf(text);
  } catch {
    return undefined;
  }
}

/** That version of the state. Throws PM-6031 when there is none, or when it is no state. */
export async function stateVersion(
  backend: Backend,
  stack: StackId,
  version: string | undefined,
): Promise<StateObject & { readonly state: State }> {
  const found = await stateObject(backend, stack, version);
  const what = `${version === undefined ? 'the present state' : `version ${version}`} of ${stack}`;
  if (found === undefined) throw opsError('PM-6031', { what, why: 'there is none' });
  if (found.state === undefined) {
    throw opsError('PM-6031', { what, why: 'it is no Terraform state: it cannot be read' });
  }
  return { ...found, state: found.state };
}

/** The newest `n` versions, newest first, each with what it holds. */
export async function stateVersions(
  backend: Backend,
  stack: StackId,
  n: number,
): Promise<readonly StateVersion[]> {
  const key = backend.state.objectKey(backend.workspace, stack);
  const listed = (await allVersions(backend, key)).slice(0, n);
  return Promise.all(
    listed.map(async (one) => ({
      ...one,
      state: one.deletion ? undefined : (await stateObject(backend, stack, one.version))?.state,
    })),
  );
}

async function allVersions(
  { clients, state }: Backend,
  key: string,
): Promise<readonly Omit<StateVersion, 'state'>[]> {
  const all: Omit<StateVersion, 'state'>[] = [];
  let from: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (from !== undefined) {
    const page: ListObjectVersionsCommandOutput = await clients.s3.send(
      new ListObjectVersionsCommand({ Bucket: state.bucket, Prefix: key, ...from }),
    );
    const entries = [
      ...(page.Versions ?? []).map((one) => ({ ...one, deletion: false })),
      ...(page.DeleteMarkers ?? []).map((one) => ({ ...one, Size: 0, deletion: true })),
    ];
    for (const { Key, VersionId, LastModified, IsLatest, Size, deletion } of entries) {
      // The prefix has the lock file as well.
      if (Key !== key || VersionId === undefined) continue;
      const at = LastModified?.toISOString() ?? '';
      all.push({ version: VersionId, at, current: IsLatest === true, bytes: Size ?? 0, deletion });
    }
    from =
      page.IsTruncated === true && page.NextKeyMarker !== undefined
        ? {
            KeyMarker: page.NextKeyMarker,
            ...(page.NextVersionIdMarker === undefined
              ? {}
              : { VersionIdMarker: page.NextVersionIdMarker }),
          }
        : undefined;
  }
  return all.sort((a, b) => Number(b.current) - Number(a.current) || b.at.localeCompare(a.at));
}
