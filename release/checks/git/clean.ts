import type { Check } from '../check.js';

export const clean: Check = {
  id: 'git/clean',
  category: 'git',
  question: 'Is the working tree what is committed, with nothing untracked?',
  remedy: 'Commit or remove what is listed; `git status` shows it.',
  async examine({ run }) {
    // `git diff --quiet` would not see untracked files.
    const status = ['status', '--porcelain=v1', '-z', '--untracked-files=all'];
    const { exit, stdout, output } = await run('git', status);
    if (exit !== 0) return { outcome: 'could-not-run', why: output.trim() };
    // A rename has its second path in a field of its own, without a state in front.
    const paths = stdout
      .split('\0')
      .flatMap((entry) => /^[ MADRCUT?!]{2} ([^]+)$/.exec(entry)?.[1] ?? []);
    if (paths.length === 0) return { outcome: 'pass', why: 'nothing changed, nothing untracked' };
    const shown = paths.slice(0, 5).map((path) => JSON.stringify(path));
    const more = paths.length > 5 ? ` and ${paths.length - 5} more` : '';
    return { outcome: 'fail', why: `${paths.length} paths: ${shown.join(', ')}${more}` };
  },
};
