import { createHash } from 'node:crypto';
import { assign, bodyOf, created, found, listed, nameOf, nextId, NOTHING } from './handler.js';
import {
  numberIn,
  ok,
  repoOf,
  tick,
  userOf,
  type Call,
  type Handled,
  type Handlers,
} from './handler.js';
import { commitOf } from './refs.js';
import { invalid, notFound, Refusal, type Asset, type Release } from './state.js';
import type { Repo } from './state.js';

const RELEASES = '/repos/{owner}/{repo}/releases';

interface ReleaseBody extends Partial<
  Pick<Release, 'tag_name' | 'target_commitish' | 'name' | 'body' | 'draft' | 'prerelease'>
> {
  /** Text, not a boolean. */
  readonly make_latest?: 'true' | 'false' | 'legacy';
}

const releaseOf = (call: Call): Release =>
  found(repoOf(call).releases.find(({ id }) => id === numberIn(call, 'release_id')));

const shownAsset = (call: Call, { bytes, ...own }: Asset, release: Release): unknown => ({
  ...own,
  // GitHub's description does not know the state `starter`, of which its pages speak.
  state: own.state === 'starter' ? 'open' : own.state,
  size: bytes.byteLength,
  digest:
    own.state === 'starter' || !repoOf(call).assetDigests
      ? null
      : `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
  uploader: userOf(call.state, release.author),
});

function shown(call: Call, release: Release): unknown {
  const at = `/repos/${nameOf(call.params)}/releases`;
  return {
    ...release,
    author: userOf(call.state, release.author),
    assets: release.assets.map((one) => shownAsset(call, one, release)),
    html_url: `https://github.com/${nameOf(call.params)}/releases/tag/${release.tag_name}`,
    upload_url: `${call.state.uploads}${at}/${release.id}/assets{?name,label}`,
  };
}

const published = (repo: Repo, tag: string): Release | undefined =>
  repo.releases.find((one) => !one.draft && one.tag_name === tag);

/** Makes the tag where there is none yet, locks what becomes immutable, and says which is the latest. */
function publish(call: Call, repo: Repo, release: Release, latest: string): void {
  const { tag_name: tag, target_commitish: target } = release;
  if (!repo.refs.all().has(`refs/tags/${tag}`)) {
    if (repo.burntTags.includes(tag)) throw invalid('Release', 'tag_name', 'invalid');
    repo.refs.set(`refs/tags/${tag}`, commitOf(repo, target));
  }
  release.published_at = tick(call.state);
  release.immutable = repo.immutableReleases;
  if (latest !== 'false' && !release.prerelease) repo.latest = release.id;
}

function mayChange(release: Release, what: string): void {
  if (release.immutable) throw new Refusal(422, `Cannot ${what} of an immutable release`);
}

/** What the latest release is; GitHub shows the newest published one that is no prerelease. */
function latestOf({ releases, latest }: Repo): Release {
  const full = releases.filter((one) => !one.draft && !one.prerelease);
  return found(full.find(({ id }) => id === latest) ?? full.at(-1));
}

function upload(call: Call): Handled {
  const { state, query, headers, body } = call;
  const release = releaseOf(call);
  mayChange(release, 'add assets');
  const name = query.get('name') ?? '';
  if (release.assets.some((one) => one.name === name)) {
    throw invalid('ReleaseAsset', 'name', 'already_exists');
  }
  const asset: Asset = {
    id: nextId(state),
    name,
    label: query.get('label'),
    content_type: headers.get('content-type') ?? 'application/octet-stream',
    state: 'uploaded',
    bytes: body as Uint8Array,
  };
  release.assets.push(asset);
  return created(shownAsset(call, asset, release));
}

function assetOf(call: Call): { readonly asset: Asset; readonly release: Release } {
  const id = numberIn(call, 'asset_id');
  for (const release of repoOf(call).releases) {
    const asset = release.assets.find((one) => one.id === id);
    if (asset !== undefined) return { asset, release };
  }
  throw notFound();
}

export const releaseHandlers: Handlers<
  | `${'GET' | 'POST'} ${typeof RELEASES}`
  | `GET ${typeof RELEASES}/latest`
  | `GET ${typeof RELEASES}/tags/{tag}`
  | `${'GET' | 'PATCH' | 'DELETE'} ${typeof RELEASES}/{release_id}`
  | `${'GET' | 'POST'} ${typeof RELEASES}/{release_id}/assets`
  | `${'GET' | 'DELETE'} ${typeof RELEASES}/assets/{asset_id}`
> = {
  // Newest first, drafts as well: the token may push.
  [`GET ${RELEASES}`]: (call) =>
    listed([...repoOf(call).releases].reverse().map((one) => shown(call, one))),
  [`POST ${RELEASES}`]: (call) => {
    const { state } = call;
    const repo = repoOf(call);
    const body = bodyOf<ReleaseBody & { readonly tag_name: string }>(call);
    const draft = body.draft ?? false;
    if (!draft && published(repo, body.tag_name) !== undefined) {
      throw invalid('Release', 'tag_name', 'already_exists');
    }
    const release: Release = {
      id: nextId(state),
      tag_name: body.tag_name,
      target_commitish: body.target_commitish ?? repo.default_branch,
      name: body.name ?? null,
      body: body.body ?? null,
      draft,
      prerelease: body.prerelease ?? false,
      immutable: false,
      created_at: tick(state),
      published_at: null,
      author: state.me,
      assets: [],
    };
    if (!draft) publish(call, repo, release, body.make_latest ?? 'true');
    repo.releases.push(release);
    return created(shown(call, release));
  },
  [`GET ${RELEASES}/latest`]: (call) => ok(shown(call, latestOf(repoOf(call)))),
  // A draft has no tag yet, so it is not found by one.
  [`GET ${RELEASES}/tags/{tag}`]: (call) =>
    ok(shown(call, found(published(repoOf(call), call.params['tag'] ?? '')))),
  [`GET ${RELEASES}/{release_id}`]: (call) => ok(shown(call, releaseOf(call))),
  [`PATCH ${RELEASES}/{release_id}`]: (call) => {
    const repo = repoOf(call);
    const release = releaseOf(call);
    const body = bodyOf<ReleaseBody>(call);
    for (const name of ['tag_name', 'target_commitish', 'prerelease', 'draft'] as const) {
      if (body[name] !== undefined && body[name] !== release[name]) mayChange(release, 'edit this');
    }
    const wasDraft = release.draft;
    const tag = body.tag_name ?? release.tag_name;
    const taken = published(repo, tag);
    if (!(body.draft ?? wasDraft) && taken !== undefined && taken !== release) {
      throw invalid('Release', 'tag_name', 'already_exists');
    }
    assign(release, body, ['tag_name', 'target_commitish', 'name', 'body', 'draft', 'prerelease']);
    if (wasDraft && !release.draft) publish(call, repo, release, body.make_latest ?? 'true');
    else if (body.make_latest === 'true' && !release.prerelease) repo.latest = release.id;
    else if (body.make_latest === 'false' && repo.latest === release.id) repo.latest = undefined;
    return ok(shown(call, release));
  },
  [`DELETE ${RELEASES}/{release_id}`]: (call) => {
    const repo = repoOf(call);
    const release = releaseOf(call);
    if (release.immutable) repo.burntTags.push(release.tag_name);
    repo.releases = repo.releases.filter((one) => one !== release);
    return NOTHING;
  },
  [`GET ${RELEASES}/{release_id}/assets`]: (call) => {
    const release = releaseOf(call);
    return listed(release.assets.map((one) => shownAsset(call, one, release)));
  },
  [`POST ${RELEASES}/{release_id}/assets`]: upload,
  [`GET ${RELEASES}/assets/{asset_id}`]: (call) => {
    const { asset, release } = assetOf(call);
    if (call.headers.get('accept')?.includes('application/octet-stream') === true) {
      return { status: 200, bytes: asset.bytes };
    }
    return ok(shownAsset(call, asset, release));
  },
  [`DELETE ${RELEASES}/assets/{asset_id}`]: (call) => {
    const { asset, release } = assetOf(call);
    mayChange(release, 'remove assets');
    release.assets = release.assets.filter((one) => one !== asset);
    return NOTHING;
  },
};
