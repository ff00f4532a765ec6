import type { Check } from '../check.js';

export const onMain: Check = {
  id: 'git/on-main',
  category: 'git',
  question: 'Is the branch main checked out?',
  remedy: 'git switch main',
  async examine({ run }) {
    const { exit, stdout, output } = await run('git', ['rev-parse', '--abbrev-ref', 'HEAD']);
    if (exit !== 0) return { outcome: 'could-not-run', why: output.trim() };
    const branch = stdout.trim();
    return branch === 'main'
      ? { outcome: 'pass', why: 'main is checked out' }
      : {
          outcome: 'fail',
          why: branch === 'HEAD' ? 'no branch is checked out' : `${branch} is checked out`,
        };
  },
};
