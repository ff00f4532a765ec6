import { decodeUtf8 } from '../text.js';
import type { Git } from './git.js';
import { person, type Person } from './people.js';
import { listTree, readBlobs } from './tree.js';

/** One line of `.mailmap` that maps an address; lines that map only a name say nothing of accounts. */
export interface MailmapEntry {
  /** Address in commits, lower case. */
  readonly email: string;
  /** Name in commits, lower case, where the line is about one name only. */
  readonly name?: string;
  /** The address that is meant. */
  readonly to: string;
}

const MAX_BYTES = 1024 * 1024;
const LINE = /^\s*([^<>#]*)<([^<>\s]+)>(?:\s*([^<>#]*)<([^<>\s]+)>)?\s*(?:#.*)?$/;

/** The addresses that `.mailmap` of a commit maps; none where there is no such file, or no text. */
export async function readMailmap(git: Git, commit: string): Promise<readonly MailmapEntry[]> {
  const [entry] = await listTree(git, commit, ['.mailmap']);
  if (entry?.kind !== 'file' || entry.size > MAX_BYTES) return [];
  const bytes = (await readBlobs(git, [entry.blob])).get(entry.blob);
  const text = bytes === undefined ? undefined : decodeUtf8(bytes);
  return (text ?? '').split('\n').flatMap(entryOf);
}

function entryOf(line: string): readonly MailmapEntry[] {
  const [, , to, name = '', email] = LINE.exec(line.replace(/\r$/, '')) ?? [];
  if (to === undefined || email === undefined) return [];
  const only = name.trim().toLowerCase();
  return [{ email: email.toLowerCase(), to, ...(only === '' ? {} : { name: only }) }];
}

/** Who is meant by author or committer of a commit; a line with a name wins over one without. */
export function mapped(one: Person, mailmap: readonly MailmapEntry[]): Person {
  const email = one.email.toLowerCase();
  const own = mailmap.filter((entry) => entry.email === email);
  const found =
    own.find(({ name }) => name === one.name.toLowerCase()) ??
    own.findLast(({ name }) => name === undefined);
  return found === undefined ? one : person(one.name, found.to);
}
