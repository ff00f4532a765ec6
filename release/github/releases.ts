import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import type { GitHubDesk } from './desk.js';

/** A release on GitHub, of what GitHub says only what this tooling reads. */
export interface GitHubRelease {
  readonly id: number;
  readonly tag_name: string;
  readonly body: string | null;
  readonly draft: boolean;
  readonly prerelease: boolean;
  /** Older servers do not say it: then it is not. */
  readonly immutable?: boolean;
  readonly html_url: string;
  readonly upload_url: string;
  readonly author: { readonly login: string } | null;
  readonly assets: readonly GitHubAsset[];
}

export interface GitHubAsset {
  readonly id: number;
  readonly name: string;
  readonly state: 'uploaded' | 'open' | 'starter';
  readonly size: number;
  /** `sha256:…`; null where GitHub has not computed it. */
  readonly digest?: string | null;
}

/** Every release of the tag, drafts as well, the oldest first. Throws PM-7006 and PM-7007. */
export async function releasesOf(
  { api, path }: GitHubDesk,
  tag: string,
): Promise<readonly GitHubRelease[]> {
  const all = (await api.list(`${path}/releases`)) as readonly GitHubRelease[];
  return all.filter(({ tag_name: name }) => name === tag).sort((a, b) => a.id - b.id);
}

export interface DraftRelease {
  readonly tag: string;
  readonly commit: string;
  readonly name: string;
  readonly body: string;
  readonly prerelease: boolean;
}

/** Throws PM-7006, after which it may be there all the same, and PM-7007. */
export async function createDraft(
  { api, path }: GitHubDesk,
  { tag, commit, name, body, prerelease }: DraftRelease,
): Promise<void> {
  await api.write('POST', `${path}/releases`, {
    tag_name: tag,
    target_commitish: commit,
    name,
    body,
    draft: true,
    prerelease,
  });
}

/** Publishes a draft. A prerelease is never the latest; GitHub takes that as a text. */
export async function publishDraft(
  { api, path }: GitHubDesk,
  id: number,
  prerelease: boolean,
): Promise<void> {
  await api.write('PATCH', `${path}/releases/${id}`, {
    draft: false,
    prerelease,
    make_latest: prerelease ? 'false' : 'true',
  });
}

/** Deletes a release; one that is gone is no error. */
export async function deleteRelease({ api, path }: GitHubDesk, id: number): Promise<void> {
  await unlessGone(api.write('DELETE', `${path}/releases/${id}`));
}

/** Deletes a file of a release; one that is gone is no error. */
export async function deleteAsset({ api, path }: GitHubDesk, id: number): Promise<void> {
  await unlessGone(api.write('DELETE', `${path}/releases/assets/${id}`));
}

async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof PhaseMirrorError) || !error.why?.includes('HTTP 404')) throw error;
  }
}
