import { passesPatterns, type ReportedCheck, type Tree, type Trigger } from '../facts/index.js';
import { workflowAt } from './reported.js';

/** The triggers that start a check for pull requests into the branch. */
export function pullRequestTriggers(tree: Tree, check: ReportedCheck): readonly Trigger[] {
  const triggers = workflowAt(tree, check.workflow)?.triggers ?? [];
  return check.starts
    .filter((start) => start.reach.pullRequest === 'yes')
    .flatMap(({ event }) => triggers.find((trigger) => trigger.event === event) ?? []);
}

export const isPathFiltered = ({ paths, pathsIgnore }: Trigger): boolean =>
  (paths ?? pathsIgnore) !== undefined;

/**
 * A file whose change alone starts none of the triggers; undefined where none is found, as with twins
 * whose filters are each other's opposite. Files are tried, so an answer is a proof.
 */
export function fileThatStartsNone(triggers: readonly Trigger[]): string | undefined {
  if (!triggers.every(isPathFiltered)) return undefined;
  const files = new Set([...USUAL, ...triggers.flatMap(filesOf), ...UNUSUAL]);
  return [...files].find((file) => !triggers.some((trigger) => starts(trigger, file)));
}

const USUAL = ['README.md', 'docs/index.md', 'src/index.js', 'LICENSE'] as const;
/** For filters that name all of the usual ones. */
const UNUSUAL = ['a-new-file', 'a-new-folder/file.txt', '.github/CODEOWNERS'] as const;

function starts({ paths, pathsIgnore }: Trigger, file: string): boolean {
  if (paths !== undefined) return passesPatterns(paths, file);
  return pathsIgnore === undefined || !passesPatterns(pathsIgnore, file);
}

/** One file for each pattern, its wildcards replaced by names. */
function filesOf({ paths, pathsIgnore }: Trigger): readonly string[] {
  return (paths ?? pathsIgnore ?? []).map((pattern) =>
    pattern
      .replace(/^!/, '')
      .replace(/\*\*\/?/g, (stars) => (stars.endsWith('/') ? 'folder/' : 'folder/file'))
      .replace(/\*/g, 'file')
      .replace(/[?+[\]\\]/g, ''),
  );
}
