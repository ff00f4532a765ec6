import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Check } from '../check.js';

export const build: Check = {
  id: 'tests/build',
  category: 'tests',
  question: 'Does it build, and does the command that was built run and know its version?',
  remedy: '`npm run build`, and correct what it names.',
  heavy: true,
  async examine({ root, run }) {
    const built = await run('npm', ['run', '--silent', 'build']);
    if (built.exit !== 0) {
      const said = built.output.split('\n').find((line) => /error/i.test(line));
      return { outcome: 'fail', why: (said ?? `exit ${built.exit}`).trim().slice(0, 200) };
    }
    const asked = await run('node', [join('runtime', 'bin', 'phase-mirror.js'), '--version']);
    if (asked.exit !== 0) {
      return { outcome: 'fail', why: `phase-mirror --version ended with exit ${asked.exit}` };
    }
    const manifest = await readFile(join(root, 'runtime', 'package.json'), 'utf8').catch(() => '');
    if (manifest === '')
      return { outcome: 'could-not-run', why: 'there is no runtime/package.json' };
    const { version } = JSON.parse(manifest) as { readonly version?: unknown };
    const said = asked.stdout.trim();
    return said === version
      ? { outcome: 'pass', why: `built; phase-mirror ${said} runs` }
      : {
          outcome: 'fail',
          why: `the command says ${said}, runtime/package.json ${String(version)}`,
        };
  },
};
