import { readHistory } from '../changelog/history.js';
import { notesOf } from '../changelog/merge.js';
import { git } from '../git/git.js';
import type { Repository } from '../../ops/github/repository.js';

/** GitHub's own words, before `#12`, `owner/name#12` or the issue's address. */
const CLOSES =
  /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:(?:https:\/\/[^/\s]+\/)?([\w.-]+\/[\w.-]+)(?:#|\/issues\/)|#)(\d{1,9})\b/gi;

/** Numbers of the repository's issues that a text closes, by GitHub's own words. */
export function closedBy(text: string, { owner, name }: Repository): readonly number[] {
  const own = `${owner}/${name}`.toLowerCase();
  return [...text.matchAll(CLOSES)].flatMap(([, repository, number]) =>
    repository === undefined || repository.toLowerCase() === own ? [Number(number)] : [],
  );
}

/** Issues that a release completes: by its commits, but for those taken back, and by its changelog. */
export async function completedIssues(
  root: string,
  range: { readonly from: string | undefined; readonly to: string },
  given: { readonly repository: Repository; readonly changelog: string; readonly version: string },
): Promise<readonly number[]> {
  const { reverted } = await readHistory(root, range);
  const gone = new Set(reverted.map(({ sha }) => sha));
  const span = range.from === undefined ? range.to : `${range.from}..${range.to}`;
  const log = await git(root, ['log', '-z', '--format=%H%n%B', span, '--']);
  const numbers = log
    .split('\0')
    .filter((record) => !gone.has(record.slice(0, record.indexOf('\n'))))
    .flatMap((record) => closedBy(record, given.repository));
  const notes = notesOf(given.changelog, given.version) ?? '';
  return [...new Set([...numbers, ...closedBy(notes, given.repository)])].sort((a, b) => a - b);
}
