import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isLoopback } from '../../runtime/src/facts/github/address.js';
import { packageVersion } from '../../runtime/src/version.js';
import { releaseError } from '../errors.js';
import type { GitHubDesk } from './desk.js';
import type { GitHubAsset, GitHubRelease } from './releases.js';

/** A file to upload. */
export interface UploadFile {
  readonly name: string;
  readonly path: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Ms that the smallest file has; a large one has a second more for each 100 KB. */
const LEAST_MS = 60_000;
const BYTES_A_MS = 100;

/**
 * Uploads one file. Throws PM-7007 where GitHub refuses, PM-7006 where no answer came or the server
 * failed: the file may be there all the same, whole or empty.
 */
export async function uploadAsset(
  desk: GitHubDesk,
  release: GitHubRelease,
  { name, path }: UploadFile,
): Promise<void> {
  const url = new URL(release.upload_url.replace(/\{.*\}$/, ''));
  refuseForeign(desk, url);
  url.searchParams.set('name', name);
  const bytes = await readFile(path);
  const deadline = AbortSignal.timeout(LEAST_MS + Math.ceil(bytes.byteLength / BYTES_A_MS));
  const what = `upload of ${name}`;
  const answer = await sent(what, () =>
    fetch(url, {
      method: 'POST',
      headers: { ...headersOf(desk), 'content-type': 'application/octet-stream' },
      body: bytes,
      redirect: 'error',
      signal: AbortSignal.any([deadline, desk.io.signal]),
    }),
  );
  if (!answer.ok) throw refused(what, answer.status, await answer.text().catch(() => ''));
  await answer.arrayBuffer().catch(() => undefined);
}

/** The digest of what GitHub holds, hexadecimal: as it says, else of the bytes that it sends. */
export async function digestOfAsset(desk: GitHubDesk, asset: GitHubAsset): Promise<string> {
  const said = /^sha256:([0-9a-f]{64})$/.exec(asset.digest ?? '')?.[1];
  if (said !== undefined) return said;
  const what = `download of ${asset.name}`;
  const from = `${desk.address}${desk.path}/releases/assets/${asset.id}`;
  const headers = { ...headersOf(desk), accept: 'application/octet-stream' };
  let answer = await sent(what, () =>
    fetch(from, { headers, redirect: 'manual', signal: timeoutOf(desk) }),
  );
  const elsewhere = answer.headers.get('location');
  if (answer.status >= 300 && answer.status < 400 && elsewhere !== null) {
    // An address that is signed for this file; the token is GitHub's alone.
    answer = await sent(what, () => fetch(elsewhere, { signal: timeoutOf(desk) }));
  }
  if (!answer.ok) throw refused(what, answer.status, await answer.text().catch(() => ''));
  const bytes = await sent(what, () => answer.arrayBuffer());
  return createHash('sha256').update(Buffer.from(bytes)).digest('hex');
}

const timeoutOf = ({ io }: GitHubDesk): AbortSignal =>
  AbortSignal.any([AbortSignal.timeout(5 * LEAST_MS), io.signal]);

const headersOf = ({ token }: GitHubDesk): Record<string, string> => ({
  authorization: `token ${token}`,
  'user-agent': `phase-mirror-release/${packageVersion()}`,
  'x-github-api-version': '2022-11-28',
});

/** The token goes to the API's own hosts only, wherever an answer points. */
function refuseForeign({ address }: GitHubDesk, url: URL): void {
  const api = new URL(address);
  const hosts = [api.host, api.host.replace(/^api\./, 'uploads.')];
  const safe = url.protocol === 'https:' || isLoopback(url.href);
  if (safe && hosts.includes(url.host)) return;
  throw releaseError('PM-7006', {
    what: `the address for uploads, ${url.origin}`,
    why: `it does not belong to ${api.host}`,
  });
}

async function sent<T>(what: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const { cause, message } = error as Error & { readonly cause?: { readonly code?: string } };
    throw releaseError('PM-7006', {
      what,
      why: `no answer: ${cause?.code ?? message}`,
      cause: error,
    });
  }
}

function refused(what: string, status: number, text: string): Error {
  const said = /"message":\s*"([^"]{1,200})"/.exec(text)?.[1] ?? '';
  const code = /"code":\s*"([a-z_]{1,40})"/.exec(text)?.[1];
  const why = `${said}${code === undefined ? '' : ` (${code})`} (HTTP ${status})`;
  const asked = status === 403 || status === 404 || status === 422;
  return releaseError(asked ? 'PM-7007' : 'PM-7006', {
    what,
    why,
    ...(status === 422 ? { remedy: 'Correct what it names.' } : {}),
  });
}
