import { seen, type Answer, type Gap } from './answer.js';
import type { Git } from './git/git.js';
import { listTree } from './git/tree.js';
import { readFiles } from './read-files.js';
import { jobsOf, readAction, usedActions, type Action } from './workflows/action.js';
import type { Workflow } from './workflows/workflow.js';

/** How deep GitHub lets composite actions use each other. */
const MAX_LEVELS = 10;

/** The local actions that workflows use, and those that these use; undefined where none is used. */
export async function collectActions(
  git: Git,
  commit: string,
  workflows: readonly Workflow[],
): Promise<Answer<readonly Action[]> | undefined> {
  const actions: Action[] = [];
  const gaps: Gap[] = [];
  const asked = new Set<string>();
  let folders = usedActions(jobsOf(workflows));
  if (folders.size === 0) return undefined;
  for (let level = 0; level < MAX_LEVELS && folders.size > 0; level += 1) {
    for (const folder of folders) asked.add(folder);
    const found = await actionFiles(git, commit, folders);
    const good = found.filter((one): one is Action => !('code' in one));
    gaps.push(...found.filter((one): one is Gap => 'code' in one));
    actions.push(...good);
    folders = new Set([...usedActions(good)].filter((folder) => !asked.has(folder)));
  }
  return seen(
    actions.sort((a, b) => (a.path < b.path ? -1 : 1)),
    gaps,
  );
}

/** A folder with both files is read by `action.yml`, as the runner does. */
async function actionFiles(
  git: Git,
  commit: string,
  folders: ReadonlySet<string>,
): Promise<readonly (Action | Gap)[]> {
  const paths = [...folders].flatMap((folder) => {
    const start = folder === '' ? '' : `${folder}/`;
    return [`${start}action.yml`, `${start}action.yaml`];
  });
  const entries = await listTree(git, commit, paths);
  const present = new Set(entries.map(({ path }) => path));
  const wanted = entries.filter(
    ({ path }) =>
      paths.includes(path) && !(path.endsWith('.yaml') && present.has(path.replace(/aml$/, 'ml'))),
  );
  const files = await readFiles(git, wanted);
  return files.map(({ entry, content }) =>
    'code' in content ? content : readAction(content, entry.blob),
  );
}
