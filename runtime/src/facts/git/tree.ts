import { runtimeError } from '../../errors/index.js';
import { gitBytes, type Git } from './git.js';

/** A file of a commit. */
export interface TreeEntry {
  readonly path: string;
  readonly kind: 'file' | 'symbolic-link' | 'submodule';
  /** Blob id. */
  readonly blob: string;
  /** Bytes; 0 for a submodule. */
  readonly size: number;
}

/** The files below some paths of a commit, sorted by path. A path that is not there gives none. */
export async function listTree(
  git: Git,
  commit: string,
  paths: readonly string[],
): Promise<readonly TreeEntry[]> {
  const listing = await gitBytes(git, [
    'ls-tree',
    '-r',
    '-z',
    '-l',
    '--full-tree',
    commit,
    '--',
    ...paths,
  ]);
  return splitNul(listing)
    .map(treeEntry)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

const KINDS: Readonly<Record<string, TreeEntry['kind']>> = {
  '120000': 'symbolic-link',
  '160000': 'submodule',
};

function treeEntry(line: string): TreeEntry {
  const [, mode = '', blob = '', size = '', path = ''] =
    /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t(.*)$/s.exec(line) ?? [];
  return { path, kind: KINDS[mode] ?? 'file', blob, size: size === '-' ? 0 : Number(size) };
}

/** Reads blobs in one process; answers the bytes by blob id. */
export async function readBlobs(
  git: Git,
  blobs: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  const wanted = [...new Set(blobs)];
  if (wanted.length === 0) return new Map();
  const output = await gitBytes(git, ['cat-file', '--batch'], `${wanted.join('\n')}\n`);
  const contents = new Map<string, Buffer>();
  let at = 0;
  for (const blob of wanted) {
    const headerEnd = output.indexOf(0x0a, at);
    const header = output.toString('latin1', at, headerEnd < 0 ? at : headerEnd);
    const size = /^[0-9a-f]+ blob (\d+)$/.exec(header)?.[1];
    if (size === undefined) {
      throw runtimeError('PM-2002', {
        what: `git cat-file --batch in ${git.folder}`,
        why: header === '' ? 'the answer ends too early' : header,
      });
    }
    const start = headerEnd + 1;
    contents.set(blob, output.subarray(start, start + Number(size)));
    at = start + Number(size) + 1;
  }
  return contents;
}

/** Text between NUL bytes; bytes that are not UTF-8 become U+FFFD. */
export function splitNul(bytes: Buffer): readonly string[] {
  const parts = bytes.toString('utf8').split('\0');
  if (parts.at(-1) === '') parts.pop();
  return parts;
}
