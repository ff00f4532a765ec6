import { releaseTags } from '../../version/rules.js';
import type { Check } from '../check.js';
import { readKnownFakes } from './known-fakes.js';
import { literalsIn } from './literals.js';
import { answer } from './secrets-tree.js';

export const secretsHistory: Check = {
  id: 'security/secrets-history',
  category: 'security',
  question: 'Did no commit since the last release add a secret, in a file or in its message?',
  remedy:
    'Revoke the secret: what was committed is known. A later commit that takes it away changes nothing.',
  async examine({ root, run, note }) {
    const tags = await run('git', ['tag', '--list', '--merged', 'HEAD', '--no-contains', 'HEAD']);
    if (tags.exit !== 0) return { outcome: 'could-not-run', why: tags.output.trim() };
    const [last] = releaseTags(tags.stdout.split('\n'));
    const range = last === undefined ? 'HEAD' : `${last}..HEAD`;
    const format = '--format=%x00%h%n%B';
    const shown = ['--patch', '-m', '--unified=0', '--no-color', '--no-ext-diff', '--no-textconv'];
    const log = await run('git', ['log', ...shown, format, range, '--'], { quiet: true });
    if (log.exit !== 0) return { outcome: 'could-not-run', why: log.output.trim() };
    const known = await readKnownFakes(root);
    const subjects = new Set<string>();
    let fakes = 0;
    const commits = log.stdout.split('\0').slice(1);
    for (const commit of commits) {
      const id = commit.slice(0, commit.indexOf('\n'));
      for (const { kind, digest } of literalsIn(addedBy(commit))) {
        if (known.has(digest)) fakes += 1;
        else subjects.add(`${id} ${kind} ${digest}`);
      }
    }
    for (const subject of subjects) note(subject);
    const since = last === undefined ? 'all' : `those since ${last}`;
    return answer([...subjects], `${commits.length} commits (${since})`, fakes);
  },
};

/** The message and every added line, without the sign in front: a key over several lines is one text. */
function addedBy(commit: string): string {
  return commit
    .split('\n')
    .filter((line) => !/^(-|@@ |diff --git |index |\+\+\+ )/.test(line))
    .map((line) => (line.startsWith('+') ? line.slice(1) : line))
    .join('\n');
}
