import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { job, rulesetFile } from '../../../runtime/src/rules/example-files.js';
import { repository, type Files } from '../../support/repository.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MAIN = join(ROOT, 'runtime/src/cli/main.ts');

/** Forty workflows with names that locales order and fold in different ways, half of them contradicted. */
const WORDS = ['Iı', 'İi', 'ß', 'Ä', 'z', 'ö', 'Å', 'ǆ', 'A', 'a'];
const generated: Files = {
  ...Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => {
      const name = `${WORDS[i % WORDS.length] ?? ''} ${i}`;
      const jobs = job(`j${i}`, `name: ${name}`).map((line) => `  ${line}`);
      return [
        `.github/workflows/${name}.yml`,
        `on: pull_request\njobs:\n${jobs.join('\n')}\n`,
      ] as const;
    }),
  ),
  ...rulesetFile({
    contexts: Array.from({ length: 40 }, (_, i) =>
      i % 2 === 0 ? `j${i}` : `${WORDS[i % 10] ?? ''} ${i}`,
    ),
    queue: true,
  }),
  CODEOWNERS: '* @acme/all\nä/ @org/İi\n',
};

async function report(files: Files, env: NodeJS.ProcessEnv): Promise<string> {
  const repo = repository(files);
  repo.git('remote', 'add', 'origin', 'https://github.com/acme/ledger.git');
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', MAIN, 'check', '--repo', repo.folder, '--json', '--dry-run'],
      {
        cwd: ROOT,
        env: { PATH: process.env['PATH'], ...env },
      },
    );
    return stdout;
  } finally {
    repo.remove();
  }
}

describe('the JSON report', () => {
  it('has the same bytes in another locale, another time zone, and with files made in another order', async () => {
    const store = repository();
    const home = { HOME: store.folder, XDG_STATE_HOME: store.folder };
    const first = await report(generated, { ...home, LANG: 'C', TZ: 'UTC' });
    const backwards = Object.fromEntries(Object.entries(generated).reverse());
    const second = await report(backwards, {
      ...home,
      LANG: 'tr_TR.UTF-8',
      LC_ALL: 'tr_TR.UTF-8',
      TZ: 'Pacific/Kiritimati',
    });
    expect((JSON.parse(first) as { findings: unknown[] }).findings.length).toBeGreaterThan(20);
    expect(second).toBe(first);
  });
});
