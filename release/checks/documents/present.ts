import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Check } from '../check.js';

/** Pages that people begin with, and the fewest words that say anything. */
const NEEDED: Readonly<Record<string, number>> = {
  'README.md': 150,
  'CHANGELOG.md': 20,
  'runtime/README.md': 60,
  'docs/architecture.md': 150,
  'docs/environments.md': 100,
  'docs/errors.md': 200,
  'docs/reports.md': 100,
};
/** Folders of which each page counts. */
const FOLDERS: Readonly<Record<string, number>> = {
  'docs/runbooks': 40,
  'docs/rules': 100,
  'docs/adr': 60,
};
const PLACEHOLDER = /^\s*(?:[-*] |#+ )?(?:TODO|TBD|FIXME|XXX|lorem ipsum|coming soon)\b/im;

export const present: Check = {
  id: 'documents/present',
  category: 'documents',
  question:
    'Are the README files, the changelog and the pages of docs/ there, each with its matter?',
  remedy: 'Write what is missing; a page that only promises is none.',
  async examine({ root, note }) {
    const pages = { ...NEEDED };
    const wrong: string[] = [];
    for (const [folder, least] of Object.entries(FOLDERS)) {
      const names = await readdir(join(root, folder)).catch(absent);
      const own = names.filter((name) => name.endsWith('.md'));
      if (own.length === 0) wrong.push(`${folder} has no page`);
      for (const name of own) pages[`${folder}/${name}`] = least;
    }
    for (const [page, least] of Object.entries(pages)) {
      const problem = problemOf(await readFile(join(root, page), 'utf8').catch(gone), least);
      if (problem !== undefined) wrong.push(`${page} ${problem}`);
    }
    const count = Object.keys(pages).length;
    for (const line of wrong) note(line);
    return wrong.length === 0
      ? { outcome: 'pass', why: `${count} pages` }
      : {
          outcome: 'fail',
          why: `${wrong.length} of ${count}: ${wrong.join('; ')}`,
          subjects: wrong,
        };
  },
};

const absent = (error: NodeJS.ErrnoException): readonly string[] => {
  if (error.code === 'ENOENT') return [];
  throw error;
};
const gone = (error: NodeJS.ErrnoException): undefined => {
  if (error.code === 'ENOENT') return undefined;
  throw error;
};

function problemOf(text: string | undefined, least: number): string | undefined {
  if (text === undefined) return 'is not there';
  if (!/^\uFEFF?#{1,2} \S/m.test(text)) return 'has no heading';
  const placeholder = PLACEHOLDER.exec(text)?.[0].trim();
  if (placeholder !== undefined) return `says ${JSON.stringify(placeholder)}`;
  const words = text.split(/\s+/).filter((word) => /\w/.test(word)).length;
  return words < least ? `has ${words} words, fewer than ${least}` : undefined;
}
