import { notesOf } from '../changelog/merge.js';
import { deliverablesTable } from '../changelog/release-sections/deliverables.js';
import { fileAt } from '../git/git.js';
import { builtIn } from './built.js';
import { markOf } from './own-release.js';
import { CHANGELOG } from './release-plan.js';
import type { ReleaseSite } from './site.js';

/** GitHub refuses longer notes. */
const MOST_CHARACTERS = 125_000;

/**
 * The notes on GitHub: the section of the changelog, and what is shipped with its digests. These stand
 * here alone: the changelog is itself part of what is shipped.
 */
export async function releaseBody(
  { io, plan, folder }: ReleaseSite,
  commit: string,
): Promise<string> {
  const changelog = (await fileAt(io.root, commit, CHANGELOG)) ?? '';
  const shipped = [
    '### Deliverables',
    '',
    deliverablesTable(builtIn(folder).artifacts),
    '',
    markOf(plan),
    '',
  ].join('\n');
  const notes = notesOf(changelog, plan.version) ?? '';
  const room = MOST_CHARACTERS - shipped.length - 200;
  const { owner, name } = plan.repository;
  const whole = `[CHANGELOG.md](https://github.com/${owner}/${name}/blob/${plan.tag}/${CHANGELOG})`;
  const shown =
    notes.length <= room ? notes : `${notes.slice(0, room)}\n\n… the whole of it: ${whole}`;
  return `${shown}\n\n${shipped}`;
}
