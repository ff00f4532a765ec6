import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  type ObjectVersion,
} from '@aws-sdk/client-s3';
import { paginateGetParametersByPath } from '@aws-sdk/client-ssm';
import { namesFor, PROJECT, type Environment } from '../../../runtime/src/names/index.js';
import type { AwsClients } from '../../../ops/aws/clients.js';
import { isZip, zipEntries } from './zip-entries.js';

/** A value that must appear nowhere but in its parameter. */
export interface KnownSecret {
  /** Name of its parameter; what findings are reported by. */
  readonly name: string;
  readonly value: string;
}

/** Where a secret was found. Its value is not part of it. */
export interface Leak {
  readonly secret: string;
  readonly place: string;
}

/** The secret values of an environment, decrypted. Throws when there is none: a search for nothing finds nothing. */
export async function knownSecrets(
  aws: AwsClients,
  environment: Environment,
): Promise<readonly KnownSecret[]> {
  const { path } = namesFor({
    project: PROJECT,
    environment,
    account: '123456789012',
    region: aws.target.region,
  }).parameters;
  const found: KnownSecret[] = [];
  const query = { Path: path, Recursive: true, WithDecryption: true };
  for await (const page of paginateGetParametersByPath({ client: aws.ssm }, query)) {
    for (const { Name = '', Type, Value = '' } of page.Parameters ?? []) {
      if (Type === 'SecureString') found.push({ name: Name, value: Value });
    }
  }
  if (found.length === 0) throw new Error(`no secret below ${path} to look for`);
  return found;
}

/** The value as it may be written: as it is, in capitals, its bytes, and either in base64. */
function spellings(value: string): readonly Buffer[] {
  const bytes = /^([0-9a-f]{2})+$/i.test(value) ? [Buffer.from(value, 'hex')] : [];
  const plain = [Buffer.from(value), Buffer.from(value.toUpperCase()), ...bytes];
  return [...plain, ...plain.flatMap(inBase64)];
}

/** Base64 of a text depends on where in a group of three bytes it starts: the part that does not. */
function inBase64(text: Buffer): readonly Buffer[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), text]).toString('base64');
    const head = Math.ceil((offset * 8) / 6);
    const tail = Math.floor(((offset + text.length) * 8) / 6);
    return Buffer.from(encoded.slice(head, tail));
  });
}

/** Looks for secrets in one text or file; zips (saved plans) and gzips are unpacked. */
export function leaksIn(
  secrets: readonly KnownSecret[],
  place: string,
  content: Buffer | string,
): readonly Leak[] {
  const file = Buffer.from(content);
  if (isZip(file)) {
    return [...zipEntries(file)].flatMap(([path, entry]) =>
      leaksIn(secrets, `${place}!${path}`, entry),
    );
  }
  if (file[0] === 0x1f && file[1] === 0x8b) return leaksIn(secrets, `${place}!`, gunzipSync(file));
  return secrets
    .filter(({ value }) => spellings(value).some((spelling) => file.includes(spelling)))
    .map(({ name }) => ({ secret: name, place }));
}

export interface Searched {
  readonly leaks: readonly Leak[];
  /** Files or objects looked into: a test asserts that it is not 0. */
  readonly looked: number;
}

/** Looks into every file below a folder. Folders named in `except` (by name) are left out. */
export async function leaksBelow(
  secrets: readonly KnownSecret[],
  folder: string,
  except: readonly string[] = [],
): Promise<Searched> {
  const leaks: Leak[] = [];
  let looked = 0;
  const visit = async (path: string): Promise<void> => {
    const stat = await lstat(path);
    if (stat.isDirectory()) {
      for (const entry of await readdir(path)) {
        if (!except.includes(entry)) await visit(join(path, entry));
      }
    } else if (stat.isSymbolicLink()) {
      leaks.push(...leaksIn(secrets, path, await readlink(path)));
    } else if (stat.isFile()) {
      looked += 1;
      leaks.push(...leaksIn(secrets, path, path), ...leaksIn(secrets, path, await readFile(path)));
    }
  };
  await visit(folder);
  return { leaks, looked };
}

/** Looks into every version of every object of every bucket. */
export async function leaksInBuckets(
  secrets: readonly KnownSecret[],
  { s3: client }: Pick<AwsClients, 's3'>,
): Promise<Searched> {
  const leaks: Leak[] = [];
  let looked = 0;
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  for (const { Name: Bucket = '' } of Buckets) {
    for (const { Key, VersionId } of await versionsIn(client, Bucket)) {
      const object = await client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
      const content = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
      const place = `s3://${Bucket}/${Key ?? ''}?versionId=${VersionId ?? ''}`;
      leaks.push(...leaksIn(secrets, place, content));
      looked += 1;
    }
  }
  return { leaks, looked };
}

async function versionsIn(client: AwsClients['s3'], Bucket: string): Promise<ObjectVersion[]> {
  const found: ObjectVersion[] = [];
  let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await client.send(new ListObjectVersionsCommand({ Bucket, ...from }));
    found.push(...(page.Versions ?? []));
    if (page.IsTruncated !== true) return found;
    from = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}
