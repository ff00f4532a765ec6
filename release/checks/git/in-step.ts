import type { Check } from '../check.js';

export const inStep: Check = {
  id: 'git/in-step',
  category: 'git',
  question: 'Is main the commit that the remote has?',
  remedy: 'git pull --ff-only, then git push; release what everybody sees.',
  async examine({ run }) {
    const head = await run('git', ['rev-parse', 'HEAD']);
    if (head.exit !== 0) return { outcome: 'could-not-run', why: head.output.trim() };
    const remote = await run('git', ['ls-remote', '--exit-code', 'origin', 'refs/heads/main']);
    if (remote.exit === 2) return { outcome: 'fail', why: 'the remote has no branch main' };
    if (remote.exit !== 0) return { outcome: 'could-not-run', why: fatalLine(remote.output) };
    const there = remote.stdout.split(/\s/, 1)[0] ?? '';
    const here = head.stdout.trim();
    return there === here
      ? { outcome: 'pass', why: `both are at ${here.slice(0, 7)}` }
      : { outcome: 'fail', why: `here ${here.slice(0, 7)}, there ${there.slice(0, 7)}` };
  },
};

const fatalLine = (text: string): string =>
  text.split('\n').find((line) => line.startsWith('fatal:')) ?? text.trim();
