import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import type { Plan, Procedure, Step, Verified } from '../frame/procedure.js';
import { shownCall, type Body, type GitHubApi } from '../github/api.js';
import { labelsOf } from '../github/labels.js';
import { repositoryName, repositoryPath, type Repository } from '../github/repository.js';
import { compareLabels, type LabelChange, type LabelComparison } from './compare.js';
import type { WantedLabel } from './label-set.js';

/** What of a repository's labels is not as the set says. */
interface Compared extends LabelComparison {
  readonly repository: Repository;
}

/**
 * Creates and updates labels so that each repository has the set. Deletes none. Every repository is read
 * before anything is written: one that cannot be read stops all.
 */
export function labelsProcedure(
  github: GitHubApi,
  repositories: readonly Repository[],
  wanted: readonly WantedLabel[],
): Procedure {
  const compare = (): Promise<readonly Compared[]> =>
    Promise.all(
      repositories.map(async (repository) => ({
        repository,
        ...compareLabels(wanted, await labelsOf(github, repository)),
      })),
    );
  return {
    async plan(): Promise<Plan> {
      const compared = await compare();
      return {
        what: `labels of ${repositories.map(repositoryName).join(', ')}: the set of ${wanted.length}`,
        steps: compared.flatMap(({ repository, changes }, at) =>
          changes.map((change) => ({
            id: `repository-${at + 1}-label-${wanted.findIndex(({ name }) => name === change.label.name) + 1}`,
            ...labelStep(github, repository, change, wanted),
          })),
        ),
        notes: compared.flatMap(notesOf),
        undo: 'rename or recolour a label by hand; a label that was created can be deleted on GitHub',
      };
    },
    async verify(): Promise<Verified> {
      const compared = await compare();
      const rows = compared.map(({ repository, changes, extra, stale }) => ({
        repository: repositoryName(repository),
        differing: changes.map(({ label }) => label.name),
        extra,
        stale,
      }));
      return {
        ok: rows.every(({ differing }) => differing.length === 0),
        json: { repositories: rows },
        text: compared
          .flatMap((one) => [
            one.changes.length === 0
              ? `${repositoryName(one.repository)} has the ${wanted.length} labels of the set.`
              : `${repositoryName(one.repository)} differs in ${one.changes.map(({ label }) => label.name).join(', ')}.`,
            ...notesOf(one).map((note) => `  ${note}`),
          ])
          .map((line) => `${line}\n`)
          .join(''),
      };
    },
  };
}

function notesOf({ repository, extra, stale }: Compared): readonly string[] {
  const name = repositoryName(repository);
  return [
    ...(extra.length === 0 ? [] : [`${name}: not in the set, left alone: ${extra.join(', ')}`]),
    ...stale.map(
      (one) =>
        `${name}: "${one.name}" stands beside "${one.instead}", which it should have become; move its issues by hand`,
    ),
  ];
}

/** One change of a label as a step; its id is the caller's. */
export function labelStep(
  github: GitHubApi,
  repository: Repository,
  change: LabelChange,
  wanted: readonly WantedLabel[],
): Omit<Step, 'id'> {
  const name = repositoryName(repository);
  const labels = `${repositoryPath(repository)}/labels`;
  const { name: label, ...rest } = change.label;
  const create = change.kind === 'create';
  const path = create ? labels : `${labels}/${encodeURIComponent(change.present)}`;
  const body: Body = create ? { ...change.label } : { new_name: label, ...rest };
  const method = create ? 'POST' : 'PATCH';
  const done = async (): Promise<boolean> => {
    const { changes } = compareLabels(wanted, await labelsOf(github, repository));
    return !changes.some((one) => one.label.name === label);
  };
  return {
    title: create
      ? `${name}: create "${label}"`
      : `${name}: update "${change.present}" (${change.differences.join(', ')})`,
    effect: 'write',
    calls: [shownCall(method, path, body)],
    probe: async () => ((await done()) ? 'done' : 'todo'),
    async run() {
      try {
        await github.write(method, path, body);
        return undefined;
      } catch (error) {
        // The answer was lost, or somebody was faster: what counts is what is there now.
        if (error instanceof PhaseMirrorError && (await done())) return 'it was there already';
        throw error;
      }
    },
  };
}
