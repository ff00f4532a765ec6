import type { Check } from '../check.js';

export const notShallow: Check = {
  id: 'git/not-shallow',
  category: 'git',
  question: 'Is the whole history here?',
  remedy: 'git fetch --unshallow --tags; the changelog is made from the history.',
  async examine({ run }) {
    const { exit, stdout, output } = await run('git', ['rev-parse', '--is-shallow-repository']);
    if (exit !== 0) return { outcome: 'could-not-run', why: output.trim() };
    return stdout.trim() === 'false'
      ? { outcome: 'pass', why: 'the history is whole' }
      : { outcome: 'fail', why: 'the clone is shallow' };
  },
};
