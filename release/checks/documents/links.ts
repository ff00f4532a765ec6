import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Check } from '../check.js';
import { readPage, type Link, type Page } from './markdown.js';

/** Pages that people read; those of tests and examples are matter to be judged. */
const OTHERS = /^(test|examples)\//;
const OUTSIDE = /^(https?|mailto):/i;

export const links: Check = {
  id: 'documents/links',
  category: 'documents',
  question: 'Does every link of the documents lead somewhere?',
  remedy: 'Correct the links named. Addresses outside are only read, not asked.',
  async examine({ root, run, note }) {
    const { exit, stdout, output } = await run('git', ['ls-files', '-z'], { quiet: true });
    if (exit !== 0) return { outcome: 'could-not-run', why: output.trim() };
    const files = stdout.split('\0').filter(Boolean);
    const pages = new Map<string, Page>();
    for (const file of files.filter((name) => name.endsWith('.md') && !OTHERS.test(name))) {
      pages.set(file, readPage(await readFile(join(root, file), 'utf8')));
    }
    if (pages.size === 0) return { outcome: 'not-applicable', why: 'there is no page' };
    const known = new Set(files.flatMap((file) => [file, ...foldersOf(file)]));
    const dead: string[] = [];
    const counts = { inside: 0, outside: 0 };
    for (const [file, page] of pages) {
      for (const link of page.links) {
        counts[OUTSIDE.test(link.target) ? 'outside' : 'inside'] += 1;
        const problem = problemOf(file, link, known, pages);
        if (problem !== undefined) dead.push(`${file}:${link.line} ${link.target} (${problem})`);
      }
    }
    for (const one of dead) note(one);
    const read = `${counts.inside} links in ${pages.size} pages; ${counts.outside} outside only read`;
    return dead.length === 0
      ? { outcome: 'pass', why: read }
      : { outcome: 'fail', why: `${dead.length} dead: ${dead.join('; ')}`, subjects: dead };
  },
};

function foldersOf(file: string): readonly string[] {
  const folder = posix.dirname(file);
  return folder === '.' ? ['.'] : [folder, ...foldersOf(folder)];
}

function problemOf(
  from: string,
  { target }: Link,
  known: ReadonlySet<string>,
  pages: ReadonlyMap<string, Page>,
): string | undefined {
  if (OUTSIDE.test(target)) return URL.canParse(target) ? undefined : 'no address';
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(target)) return 'neither a file nor http';
  const [path = '', anchor] = decoded(target).split('#', 2);
  const wanted = path.split('?', 1)[0] ?? '';
  const file = wanted === '' ? from : resolve(from, wanted);
  if (file.startsWith('../')) return 'outside of the repository';
  if (!known.has(file)) return 'no such file in git';
  const page = pages.get(file);
  if (anchor === undefined || anchor === '' || page === undefined) return undefined;
  return page.anchors.has(anchor) ? undefined : 'no such heading';
}

function resolve(from: string, path: string): string {
  const at = path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(from), path);
  return posix.normalize(at).replace(/\/$/, '') || '.';
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}
