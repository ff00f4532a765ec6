import type { Baseline } from '../../runtime/src/drift/baseline.js';
import { baselineText } from '../../runtime/src/drift/baseline.js';
import { sampleBaseline } from '../contract/baseline-store.js';

/** An answer of HTTP as it goes over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export const BASELINE_KEY = { repository: 'acme/shop', branch: 'main' };
/** What is stored when a test says nothing else. */
export const STORED = sampleBaseline(BASELINE_KEY);

/** S3 has no `x-amz-target`: a call is told by its path. */
export function isS3({ target }: { readonly target: string }): boolean {
  return target.includes('/phase-mirror-local-baselines-');
}

/** An object as GET answers it. */
export function object(text: string, etag = '"e1"'): RawAnswer {
  const headers = {
    etag,
    'x-amz-version-id': 'v1',
    'content-length': `${Buffer.byteLength(text)}`,
  };
  return { status: 200, headers, body: text };
}

export function storedObject(baseline: Baseline, etag?: string): RawAnswer {
  return object(baselineText(baseline), etag);
}

/** What S3 answers when it refuses. */
export function s3Error(
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
): RawAnswer {
  const body = `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>told to fail</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml', ...headers }, body };
}

/** A bucket that holds one baseline, once. */
export function healthyS3({ target }: { readonly target: string }): RawAnswer {
  if (target.startsWith('PUT')) {
    return { status: 200, headers: { etag: '"e2"', 'x-amz-version-id': 'v2' } };
  }
  if (target.startsWith('HEAD')) {
    return { status: 200, headers: { etag: '"e1"', 'x-amz-meta-sha256': STORED.sha256 } };
  }
  if (!/[?&]versions/.test(target)) return storedObject(STORED);
  const bucket = /^GET \/([^/?]+)/.exec(target)?.[1] ?? '';
  return list(bucket, [
    '<Version><Key>acme/shop/main.json</Key><VersionId>v1</VersionId><IsLatest>true</IsLatest><LastModified>2026-11-22T11:00:00.000Z</LastModified></Version>',
  ]);
}

export function list(bucket: string, entries: readonly string[]): RawAnswer {
  const body = `<?xml version="1.0"?>\n<ListVersionsResult><Name>${bucket}</Name><IsTruncated>false</IsTruncated>${entries.join('')}</ListVersionsResult>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}
