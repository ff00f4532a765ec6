import { bodyOf, created, found, listed, NOTHING, ok, repoOf } from './handler.js';
import type { Call, Handled, Handlers } from './handler.js';
import { invalid, notFound, Refusal, shaOf, type Partly, type Repo } from './state.js';

const REPO = '/repos/{owner}/{repo}';
const GIT = '/repos/{owner}/{repo}/git';

const shown = (repo: Repo, ref: string, sha: string): unknown => ({
  ref,
  object: { type: repo.refs.kind(sha) ?? 'commit', sha },
});

/** A tag of an immutable release stays where it is. */
function mayMove(repo: Repo, ref: string): void {
  const tag = ref.replace(/^refs\/tags\//, '');
  if (repo.releases.some((one) => one.immutable && !one.draft && one.tag_name === tag)) {
    throw new Refusal(422, `Cannot update this ref: ${ref} belongs to an immutable release`);
  }
}

/** The full name of the ref of a path, which must be there. */
function refOf(call: Call): string {
  const name = `refs/${call.params['ref'] ?? ''}`;
  // GitHub answers 422 to a change of what is not there, and 404 to a question.
  if (repoOf(call).refs.all().has(name)) return name;
  throw new Refusal(422, 'Reference does not exist');
}

function create(call: Call): Handled {
  const repo = repoOf(call);
  const { ref, sha } = bodyOf<{ readonly ref: string; readonly sha: string }>(call);
  if (!/^refs\/[^/]+\/.+/.test(ref)) {
    throw new Refusal(422, 'Reference name must contain at least three slash-separated components');
  }
  if (repo.refs.all().has(ref)) throw new Refusal(422, 'Reference already exists');
  if (repo.refs.kind(sha) === undefined) throw new Refusal(422, 'Object does not exist');
  if (repo.burntTags.includes(ref.replace(/^refs\/tags\//, ''))) {
    throw new Refusal(422, 'Cannot create ref due to creations being restricted.');
  }
  repo.refs.set(ref, sha);
  return created(shown(repo, ref, sha));
}

export const refHandlers: Handlers<
  | `GET ${typeof GIT}/matching-refs/{ref}`
  | `GET ${typeof GIT}/ref/{ref}`
  | `POST ${typeof GIT}/refs`
  | `${'PATCH' | 'DELETE'} ${typeof GIT}/refs/{ref}`
  | `POST ${typeof GIT}/tags`
  | `GET ${typeof GIT}/tags/{tag_sha}`
  | `GET ${typeof REPO}/tags`
> = {
  [`GET ${GIT}/matching-refs/{ref}`]: (call) => {
    const repo = repoOf(call);
    const start = `refs/${call.params['ref'] ?? ''}`;
    const all = [...repo.refs.all()].filter(([name]) => name.startsWith(start));
    return listed(all.sort().map(([name, sha]) => shown(repo, name, sha)));
  },
  [`GET ${GIT}/ref/{ref}`]: (call) => {
    const repo = repoOf(call);
    const name = `refs/${call.params['ref'] ?? ''}`;
    return ok(shown(repo, name, found(repo.refs.all().get(name))));
  },
  [`POST ${GIT}/refs`]: create,
  [`PATCH ${GIT}/refs/{ref}`]: (call) => {
    const repo = repoOf(call);
    const name = refOf(call);
    const { sha, force = false } = bodyOf<{ readonly sha: string; readonly force?: boolean }>(call);
    mayMove(repo, name);
    if (repo.refs.kind(sha) === undefined) throw new Refusal(422, 'Object does not exist');
    if (!force && !repo.refs.isAncestor(repo.refs.all().get(name) ?? '', sha)) {
      throw new Refusal(422, 'Update is not a fast forward');
    }
    repo.refs.set(name, sha);
    return ok(shown(repo, name, sha));
  },
  [`DELETE ${GIT}/refs/{ref}`]: (call) => {
    const repo = repoOf(call);
    const name = refOf(call);
    mayMove(repo, name);
    repo.refs.delete(name);
    return NOTHING;
  },
  [`POST ${GIT}/tags`]: (call) => {
    const repo = repoOf(call);
    const { tag, message, object, type, tagger } = bodyOf<
      Readonly<Record<string, string>> & { readonly tagger?: Partly }
    >(call);
    if (repo.refs.kind(object ?? '') === undefined) throw invalid('Tag', 'object', 'missing');
    const sha = shaOf(JSON.stringify([tag, message, object, type, tagger]));
    const made = { sha, tag, message, object: { sha: object, type }, ...(tagger && { tagger }) };
    repo.tagObjects.set(sha, made);
    return created(made);
  },
  [`GET ${GIT}/tags/{tag_sha}`]: (call) =>
    ok(found(repoOf(call).tagObjects.get(call.params['tag_sha'] ?? ''))),
  [`GET ${REPO}/tags`]: (call) => {
    const repo = repoOf(call);
    const tags = [...repo.refs.all()].filter(([name]) => name.startsWith('refs/tags/'));
    return listed(
      tags.map(([name, sha]) => {
        const object = repo.tagObjects.get(sha)?.['object'] as { readonly sha: string } | undefined;
        return { name: name.replace('refs/tags/', ''), commit: { sha: object?.sha ?? sha } };
      }),
    );
  },
};

/** The commit of a branch, a tag or an id; throws as GitHub does of a release that starts nowhere. */
export function commitOf(repo: Repo, name: string): string {
  const refs = repo.refs.all();
  const sha = refs.get(`refs/heads/${name}`) ?? refs.get(`refs/tags/${name}`) ?? name;
  if (repo.refs.kind(sha) === undefined) throw notFound();
  return sha;
}
