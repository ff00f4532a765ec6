import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { notesOf } from '../../changelog/merge.js';
import { parseChangelog, UNRELEASED } from '../../changelog/document.js';
import type { Check } from '../check.js';

export const changelog: Check = {
  id: 'documents/changelog',
  category: 'documents',
  question: 'Does the changelog say what this release brings?',
  remedy:
    'Write what users notice under [Unreleased]; `npm run release -- changelog VERSION` does the rest.',
  async examine({ root, version }) {
    const text = await readFile(join(root, 'CHANGELOG.md'), 'utf8').catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      },
    );
    if (text === undefined) return { outcome: 'fail', why: 'there is no CHANGELOG.md' };
    const written = version === undefined ? undefined : notesOf(text, version.version);
    if (written !== undefined) {
      return { outcome: 'pass', why: `[${version?.version}] has ${entriesIn(written)} entries` };
    }
    const block = parseChangelog(text).blocks.find((one) => one.version === UNRELEASED);
    if (block === undefined) return { outcome: 'fail', why: 'it has no section [Unreleased]' };
    const entries = entriesIn(block.body);
    return entries > 0
      ? { outcome: 'pass', why: `[Unreleased] has ${entries} entries` }
      : { outcome: 'fail', why: '[Unreleased] has no entry' };
  },
};

const entriesIn = (text: string): number => text.match(/^[-*] \S/gm)?.length ?? 0;
