import {
  actionFolder,
  valueOf,
  type Action,
  type Job,
  type Quoted,
  type Step,
  type Tree,
} from '../../facts/index.js';
import type { MutableReference } from './reference.js';
import { toolsOf } from './tools.js';

/** What a job runs without naming exactly what, however its owners are called. */
export function referencesOf(
  tree: Tree,
  job: Job,
  trusted: ReadonlySet<string>,
): readonly MutableReference[] {
  const images = [job.container, ...(job.services ?? [])].flatMap((image) =>
    image === undefined ? [] : (imageReference(image.text, image, trusted) ?? []),
  );
  const called =
    job.uses === undefined ? undefined : usedReference(job.uses.text, job.uses, trusted);
  const steps = job.steps ?? [];
  return [
    ...images,
    ...(called === undefined ? [] : [called]),
    ...referencesOfSteps(tree, steps, trusted, new Set()),
    ...toolsOf(steps, job),
  ];
}

/** What steps use; a local action stands for its own steps, once. */
function referencesOfSteps(
  tree: Tree,
  steps: readonly Step[],
  trusted: ReadonlySet<string>,
  seen: Set<string>,
): readonly MutableReference[] {
  return steps.flatMap(({ uses, at }): MutableReference | readonly MutableReference[] => {
    if (uses === undefined) return [];
    const local = localAction(tree, uses);
    if (local === undefined) return usedReference(uses, at, trusted) ?? [];
    if (seen.has(local.path)) return [];
    seen.add(local.path);
    const image = local.image?.startsWith('docker://') === true ? local.image : undefined;
    return [
      ...[image === undefined ? undefined : usedReference(image, at, trusted)].filter(
        (one) => one !== undefined,
      ),
      ...referencesOfSteps(tree, local.steps ?? [], trusted, seen),
    ];
  });
}

const actionsByFolder = new WeakMap<Tree, ReadonlyMap<string, Action>>();

export function localAction(tree: Tree, uses: string): Action | undefined {
  const folder = actionFolder(uses);
  if (folder === undefined || tree.actions === undefined) return undefined;
  const known = actionsByFolder.get(tree);
  const actions =
    known ??
    new Map(
      (valueOf(tree.actions) ?? []).map((action) => [
        action.path.replace(/\/?action\.ya?ml$/, ''),
        action,
      ]),
    );
  if (known === undefined) actionsByFolder.set(tree, actions);
  return actions.get(folder);
}

/** What GitHub calls branches by itself, or what people call them where they have no other. */
const BRANCH = /^(?:refs\/heads\/.+|main|master|trunk|develop|HEAD)$/;
const VERSION = /^(?:refs\/tags\/.+|v?\d+(?:\.\d+)*(?:[-+.][\w.+-]+)?)$/;

/** An action, a reusable workflow or an image, where it is not pinned to a commit or a digest. */
function usedReference(
  uses: string,
  at: Quoted,
  trusted: ReadonlySet<string>,
): MutableReference | undefined {
  if (uses.startsWith('docker://'))
    return imageReference(uses.slice('docker://'.length), at, trusted);
  const [, owner = '', ref = ''] = /^([A-Za-z0-9][\w.-]*)\/[^@\s]+@(\S+)$/.exec(uses) ?? [];
  if (owner === '' || ref.includes('${{')) return undefined;
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(ref) || trusted.has(owner.toLowerCase())) {
    return undefined;
  }
  const fix = 'Pin it to the full commit, with the version in a comment behind it.';
  const common = { name: uses, at: { place: at.place, quote: at.quote }, fix };
  if (BRANCH.test(ref)) {
    const says = 'is a branch: every push to it changes what runs here';
    return { ...common, moves: 'branch', sure: true, says };
  }
  const says = VERSION.test(ref)
    ? 'is a tag: whoever may write there can move it'
    : 'is a branch or a tag: whoever may write there can move it';
  return { ...common, moves: 'tag', sure: true, says };
}

/** An image that is named by a tag, or by nothing. What an expression names is not known. */
function imageReference(
  image: string,
  { place, quote }: Quoted,
  trusted: ReadonlySet<string>,
): MutableReference | undefined {
  if (image.includes('${{') || image.includes('@sha256:') || image === '') return undefined;
  const parts = image.split('/');
  const hosted = parts.length > 1 && /[.:]|^localhost$/.test(parts[0] ?? '');
  const owner = parts.length > (hosted ? 2 : 1) ? parts[hosted ? 1 : 0] : undefined;
  if (owner !== undefined && trusted.has(owner.toLowerCase())) return undefined;
  const tagged = /:[^/:]+$/.test(image);
  return {
    name: image,
    moves: 'tag',
    sure: true,
    says: tagged
      ? 'is the tag of an image: whoever may publish it can move it'
      : 'is an image without a tag, so the newest one runs',
    fix: 'Pin the image to its digest: `name:tag@sha256:…`.',
    at: { place, quote },
  };
}
