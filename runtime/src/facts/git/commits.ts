import { seen, unknown, type Answer } from '../answer.js';
import { gitBytes, type Git } from './git.js';
import {
  machinesOf,
  person,
  trailer,
  type CommitMachine,
  type Person,
  type Trailer,
} from './people.js';
import { readSignatures, type Signature } from './signatures.js';
import { splitNul } from './tree.js';

/** A commit of the change, newest first in a list. */
export interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly subject: string;
  /** Trailers in their order, for example `Co-authored-by`. */
  readonly trailers: readonly Trailer[];
  /** Machines that author, committer or trailers name. */
  readonly machines: readonly CommitMachine[];
  readonly signature: Signature;
}

export interface ChangedFile {
  readonly path: string;
  readonly kind: 'added' | 'modified' | 'deleted' | 'renamed' | 'copied' | 'type-changed';
  /** The former path of a renamed or copied file. */
  readonly from?: string;
}

const MAX_COMMITS = 2_000;
const MAX_FILES = 100_000;

/** Fields of one commit, each ended by NUL: no name, address or message can hold one. */
const FIELDS = [
  '%H',
  '%P',
  '%an',
  '%ae',
  '%cn',
  '%ce',
  '%s',
  '%(trailers:only=true,unfold=true)',
] as const;

/** Commits that the change adds: reachable from `to` and not from `from`. */
export async function listCommits(
  git: Git,
  from: string,
  to: string,
): Promise<Answer<readonly Commit[]>> {
  const output = await gitBytes(git, [
    'log',
    '-z',
    '--encoding=UTF-8',
    `--max-count=${MAX_COMMITS + 1}`,
    `--format=tformat:${FIELDS.join('%x00')}`,
    `${from}..${to}`,
    '--',
  ]);
  const fields = splitNul(output);
  const read: Omit<Commit, 'signature'>[] = [];
  for (let i = 0; i < fields.length; i += FIELDS.length) {
    read.push(readCommit(fields.slice(i, i + FIELDS.length)));
  }
  const signatures = await readSignatures(
    git,
    read.map(({ id }) => id),
  );
  const commits = read.map((commit) => ({
    ...commit,
    signature: signatures.get(commit.id) ?? ('none' as const),
  }));
  return limited(commits, MAX_COMMITS, 'commits');
}

function readCommit(fields: readonly string[]): Omit<Commit, 'signature'> {
  const [id = '', parents = '', an = '', ae = '', cn = '', ce = '', subject = '', lines = ''] =
    fields;
  const author = person(an, ae);
  const committer = person(cn, ce);
  const trailers = lines.split('\n').flatMap((line) => trailer(line) ?? []);
  return {
    id,
    parents: parents.split(' ').filter((parent) => parent !== ''),
    author,
    committer,
    subject,
    trailers,
    machines: machinesOf(author, committer, trailers),
  };
}

/** The commits that the branch itself gained, newest first: merges count, what they bring does not. */
export function firstParents(commits: readonly Commit[], head: string): readonly Commit[] {
  const byId = new Map(commits.map((commit) => [commit.id, commit]));
  const chain: Commit[] = [];
  for (let at = byId.get(head); at !== undefined; at = byId.get(at.parents[0] ?? ''))
    chain.push(at);
  return chain;
}

const KINDS: Readonly<Record<string, ChangedFile['kind']>> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'type-changed',
};

/** Files that differ between two commits, renames found. */
export async function listChangedFiles(
  git: Git,
  from: string,
  to: string,
): Promise<Answer<readonly ChangedFile[]>> {
  const output = await gitBytes(git, [
    'diff-tree',
    '-r',
    '-z',
    '-M',
    '--no-ext-diff',
    '--no-textconv',
    '--name-status',
    from,
    to,
    '--',
  ]);
  const fields = splitNul(output)[Symbol.iterator]();
  const files: ChangedFile[] = [];
  for (let status = fields.next(); status.done !== true; status = fields.next()) {
    const kind = KINDS[status.value.charAt(0)] ?? 'modified';
    const first = String(fields.next().value ?? '');
    if (kind === 'renamed' || kind === 'copied') {
      files.push({ path: String(fields.next().value ?? ''), kind, from: first });
    } else {
      files.push({ path: first, kind });
    }
  }
  return limited(files, MAX_FILES, 'files');
}

function limited<T>(items: readonly T[], most: number, what: string): Answer<readonly T[]> {
  if (items.length <= most) return seen(items, []);
  return seen(items.slice(0, most), [
    { code: 'history-too-long', reason: `the change has more than ${most} ${what}` },
  ]);
}

export const noBase = <T>(reason: string): Answer<T> => unknown({ code: 'base-missing', reason });
