import { execFileSync } from 'node:child_process';
import type { Refs } from './state.js';

/** The refs of a real bare repository, as the fake GitHub keeps refs: what is pushed is seen by the API. */
export function bareRefs(folder: string): Refs {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
  const works = (...args: readonly string[]): boolean => {
    try {
      git(...args);
      return true;
    } catch {
      return false;
    }
  };
  return {
    all: () =>
      new Map(
        git('for-each-ref', '--format=%(refname) %(objectname)')
          .split('\n')
          .filter(Boolean)
          .map((line) => line.split(' ') as [string, string]),
      ),
    set: (name, sha) => void git('update-ref', name, sha),
    delete: (name) => void git('update-ref', '-d', name),
    kind: (sha) => {
      if (!works('cat-file', '-e', sha)) return undefined;
      return git('cat-file', '-t', sha) === 'tag' ? 'tag' : 'commit';
    },
    isAncestor: (ancestor, of) => works('merge-base', '--is-ancestor', ancestor, of),
  };
}
