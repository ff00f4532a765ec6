import { seen, unknown, type Answer } from '../answer.js';
import { gitBytes, type Git } from './git.js';
import { splitNul } from './tree.js';

export interface Person {
  readonly name: string;
  readonly email: string;
}

/** A commit of the change, newest first in a list. */
export interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly subject: string;
  /** Trailers in their order, for example `Co-authored-by`. */
  readonly trailers: readonly { readonly key: string; readonly value: string }[];
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
  const commits: Commit[] = [];
  for (let i = 0; i < fields.length; i += FIELDS.length) {
    commits.push(readCommit(fields.slice(i, i + FIELDS.length)));
  }
  return limited(commits, MAX_COMMITS, 'commits');
}

function readCommit(fields: readonly string[]): Commit {
  const [id = '', parents = '', an = '', ae = '', cn = '', ce = '', subject = '', trailers = ''] =
    fields;
  return {
    id,
    parents: parents.split(' ').filter((parent) => parent !== ''),
    author: { name: an, email: ae },
    committer: { name: cn, email: ce },
    subject,
    trailers: trailers.split('\n').flatMap((trailer) => {
      const at = trailer.indexOf(':');
      return at < 1
        ? []
        : [{ key: trailer.slice(0, at).trim(), value: trailer.slice(at + 1).trim() }];
    }),
  };
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
