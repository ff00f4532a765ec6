import { assign, bodyOf, created, found, listed, nextId, NOTHING, ok, repoOf } from './handler.js';
import type { Call, Handlers } from './handler.js';
import { invalid, type Label, type Repo } from './state.js';

const LABELS = '/repos/{owner}/{repo}/labels';

interface LabelBody {
  readonly name?: string;
  readonly new_name?: string;
  readonly color?: string;
  readonly description?: string;
}

/** Names of labels differ in more than case. */
export const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const named = (repo: Repo, name: string | undefined): Label | undefined =>
  repo.labels.find((one) => sameName(one.name, name ?? ''));

const labelOf = (call: Call): Label => found(named(repoOf(call), call.params['name']));

/** GitHub takes six hex digits without `#`, and refuses what is longer than it shows. */
function checked({ name, color, description }: LabelBody): void {
  if (name !== undefined && (name === '' || name.length > 50)) {
    throw invalid('Label', 'name', 'invalid');
  }
  if (color !== undefined && !/^[0-9a-fA-F]{6}$/.test(color)) {
    throw invalid('Label', 'color', 'invalid');
  }
  if ((description?.length ?? 0) > 100) throw invalid('Label', 'description', 'too_long');
}

export const labelHandlers: Handlers<
  | `GET ${typeof LABELS}`
  | `POST ${typeof LABELS}`
  | `${'GET' | 'PATCH' | 'DELETE'} ${typeof LABELS}/{name}`
> = {
  [`GET ${LABELS}`]: (call) => listed(repoOf(call).labels),
  [`POST ${LABELS}`]: (call) => {
    const repo = repoOf(call);
    const body = bodyOf<LabelBody & { readonly name: string }>(call);
    checked(body);
    if (named(repo, body.name) !== undefined) throw invalid('Label', 'name', 'already_exists');
    const label: Label = {
      id: nextId(call.state),
      name: body.name,
      color: (body.color ?? 'ededed').toLowerCase(),
      description: body.description ?? null,
    };
    repo.labels.push(label);
    return created(label);
  },
  [`GET ${LABELS}/{name}`]: (call) => ok(labelOf(call)),
  [`PATCH ${LABELS}/{name}`]: (call) => {
    const repo = repoOf(call);
    const label = labelOf(call);
    const { new_name: renamed, ...body } = bodyOf<LabelBody>(call);
    checked({ ...body, ...(renamed === undefined ? {} : { name: renamed }) });
    const same = named(repo, renamed);
    if (renamed !== undefined && same !== undefined && same !== label) {
      throw invalid('Label', 'name', 'already_exists');
    }
    for (const issue of repo.issues) {
      issue.labels = issue.labels.map((one) => (one === label.name ? (renamed ?? one) : one));
    }
    assign(label, { ...body, ...(renamed === undefined ? {} : { name: renamed }) }, [
      'name',
      'color',
      'description',
    ]);
    return ok(label);
  },
  [`DELETE ${LABELS}/{name}`]: (call) => {
    const repo = repoOf(call);
    const label = labelOf(call);
    repo.labels = repo.labels.filter((one) => one !== label);
    for (const issue of repo.issues) {
      issue.labels = issue.labels.filter((one) => one !== label.name);
    }
    return NOTHING;
  },
};
