import type { Gap } from '../answer.js';
import { child, textOf } from '../nodes/node.js';
import { readYaml } from '../nodes/read-yaml.js';
import type { TextFile } from '../text.js';
import { stepsOf } from './read-details.js';
import type { Step, Workflow } from './workflow.js';

/** An action of this repository, which steps use as `./folder`. */
export interface Action {
  /** `action.yml` or `action.yaml` of its folder. */
  readonly path: string;
  /** Git blob id. */
  readonly blob: string;
  /** `composite`, `docker`, `node20` and the like. */
  readonly using?: string;
  /** Of a docker action: `docker://` and an image, or a Dockerfile. */
  readonly image?: string;
  /** Of a composite action. */
  readonly steps?: readonly Step[];
}

/** Reads an action file. */
export function readAction(file: TextFile, blob: string): Action | Gap {
  const read = readYaml(file.text);
  if ('malformed' in read) {
    const { code, reason, offset } = read.malformed;
    return { code, reason: `${file.path}: ${reason}`, place: file.place(offset) };
  }
  const runs = child(read.node, 'runs');
  const using = textOf(child(runs, 'using'));
  const image = using === 'docker' ? textOf(child(runs, 'image')) : undefined;
  const steps = using === 'composite' ? stepsOf(file, child(runs, 'steps')) : undefined;
  return {
    path: file.path,
    blob,
    ...(using === undefined ? {} : { using }),
    ...(image === undefined ? {} : { image }),
    ...(steps === undefined ? {} : { steps }),
  };
}

/** Folder of a local action; undefined for what is not local, or would leave the repository. */
export function actionFolder(uses: string | undefined): string | undefined {
  if (uses?.startsWith('./') !== true) return undefined;
  const parts = uses.split('/').filter((part) => part !== '.' && part !== '');
  return parts.includes('..') ? undefined : parts.join('/');
}

/** Folders of the local actions that steps use. */
export function usedActions(holders: readonly { readonly steps?: readonly Step[] }[]): Set<string> {
  const folders = holders.flatMap(({ steps }) => (steps ?? []).map((s) => actionFolder(s.uses)));
  return new Set(folders.filter((folder) => folder !== undefined));
}

export const jobsOf = (workflows: readonly Workflow[]): readonly Workflow['jobs'][number][] =>
  workflows.flatMap(({ jobs }) => jobs);
