import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Answer, Check } from '../check.js';
import { FAKES, readKnownFakes } from './known-fakes.js';
import { literalsIn } from './literals.js';

/** Beyond it a file is data: none of the kinds looked for fills megabytes. */
const LARGEST = 8 * 1024 * 1024;

export const secretsTree: Check = {
  id: 'security/secrets-tree',
  category: 'security',
  question: 'Does no file hold a secret?',
  remedy: `Take the secret away and make it worthless: revoke it. A made-up value of a test goes into ${FAKES}.`,
  async examine({ root, run, note }) {
    const listed = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
    const { exit, stdout, output } = await run('git', listed, { quiet: true });
    if (exit !== 0) return { outcome: 'could-not-run', why: output.trim() };
    const known = await readKnownFakes(root);
    const subjects: string[] = [];
    let read = 0;
    let fakes = 0;
    for (const file of new Set(stdout.split('\0').filter(Boolean))) {
      const text = await textOf(join(root, file));
      if (text === undefined) continue;
      read += 1;
      for (const { kind, line, digest } of literalsIn(text)) {
        if (known.has(digest)) fakes += 1;
        else subjects.push(`${file}:${line} ${kind} ${digest}`);
      }
    }
    for (const subject of subjects) note(subject);
    return answer(subjects, `${read} files`, fakes);
  },
};

/** The text of a file; undefined for what is no file, is gone, is binary or too large. */
async function textOf(path: string): Promise<string | undefined> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined || !found.isFile() || found.size > LARGEST) return undefined;
  const bytes = await readFile(path);
  return bytes.subarray(0, 8000).includes(0) ? undefined : bytes.toString('utf8');
}

/** What was found in so much, in one line. */
export function answer(subjects: readonly string[], looked: string, fakes: number): Answer {
  if (subjects.length === 0) {
    return { outcome: 'pass', why: `none in ${looked}; ${fakes} known fakes of tests` };
  }
  const shown = subjects.slice(0, 3).join(', ');
  const more = subjects.length > 3 ? ` and ${subjects.length - 3} more` : '';
  return { outcome: 'fail', why: `${subjects.length} in ${looked}: ${shown}${more}`, subjects };
}
