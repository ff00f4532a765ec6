import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';

/** Files by path; null removes one. */
export type Files = Readonly<Record<string, string | Uint8Array | null>>;

/** A real git repository in a folder of its own, with a branch `main`. */
export interface TestRepository {
  readonly folder: string;
  /** Runs git there and answers its output without the last line break. */
  git(...args: readonly string[]): string;
  /** Writes files, commits everything, and answers the commit id. */
  commit(files: Files, message?: string): string;
  /** Starts a branch where HEAD is and commits files on it. */
  branch(name: string, files: Files): string;
  remove(): void;
}

/** The same author and date for every commit, so that equal files give equal ids. */
const IDENTITY = {
  GIT_AUTHOR_NAME: 'Ada Example',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z',
  GIT_COMMITTER_NAME: 'Ada Example',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
  GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

const folders = new Set<string>();
// At the end of the test file: jest's workers are ended without an `exit` event.
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/**
 * The `.git` of an empty repository, made once a test file: hundreds of repositories are made here, and
 * a process costs more than some files.
 */
let empty: string | undefined;

/** The commit that is checked out; what was just committed is in no packed ref. */
function headOf(folder: string): string {
  const read = (name: string): string => readFileSync(join(folder, '.git', name), 'utf8').trim();
  const head = read('HEAD');
  return head.startsWith('ref: ') ? read(head.slice('ref: '.length)) : head;
}

/** Makes a repository whose first commit, on `main`, holds the files. */
export function repository(files: Files = {}): TestRepository {
  const folder = mkdtempSync(join(tmpdir(), 'phase-mirror-test-'));
  folders.add(folder);
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: folder, ...IDENTITY },
      stdio: ['ignore', 'pipe', 'pipe'],
    }).replace(/\n$/, '');
  const save = (changed: Files, message: string): void => {
    for (const [path, content] of Object.entries(changed)) {
      const target = join(folder, path);
      if (content === null) {
        rmSync(target, { force: true });
        continue;
      }
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', message);
  };
  const commit = (changed: Files, message = 'change'): string => {
    save(changed, message);
    return headOf(folder);
  };
  if (empty === undefined) {
    git('init', '--quiet', '--initial-branch', 'main');
    empty = mkdtempSync(join(tmpdir(), 'phase-mirror-test-'));
    folders.add(empty);
    cpSync(join(folder, '.git'), empty, {
      recursive: true,
      filter: (file) => !file.endsWith('.sample'),
    });
  } else cpSync(empty, join(folder, '.git'), { recursive: true });
  save(files, 'first');
  return {
    folder,
    git,
    commit,
    branch(name, changed) {
      git('switch', '--quiet', '--create', name);
      return commit(changed);
    },
    remove() {
      rmSync(folder, { recursive: true, force: true });
      folders.delete(folder);
    },
  };
}
