import { opsError } from '../errors.js';
import type { Plan, Procedure } from '../frame/procedure.js';
import { judgeOwners, renderOwners } from './check.js';
import { replaceOwners } from './edit.js';
import { readCodeownersFile, replaceFile } from './file.js';
import type { OwnerMapping } from './mapping.js';
import type { OwnerCheck } from './owners.js';

/** Where the file is, what becomes of its owners, and who says whether they may own anything. */
export interface Replacing {
  readonly folder: string;
  readonly file?: string;
  readonly mapping: OwnerMapping;
  readonly check: OwnerCheck;
}

/**
 * Replaces owners by those of the mapping. A new owner that GitHub does not know, or that may not write,
 * is refused with PM-6022 before anything is written; one that could not be asked for is noted.
 */
export function replaceProcedure({ folder, file, mapping, check }: Replacing): Procedure {
  const read = (): ReturnType<typeof readCodeownersFile> => readCodeownersFile(folder, file);
  return {
    async plan(): Promise<Plan> {
      const present = read();
      const { text, replacements, unused } = replaceOwners(present.text, mapping);
      const notes = unused.map((from) => `${from} owns nothing in ${present.shown}`);
      for (const owner of new Set(replacements.map(({ to }) => to))) {
        const { state, why } = await check.verdict(owner);
        if (state === 'wrong') {
          throw opsError('PM-6022', { what: owner, why, remedy: 'Correct the mapping.' });
        }
        if (state !== 'ok') notes.push(`${owner} could not be checked: ${why}`);
      }
      const calls = replacements.map(
        ({ line, from, to }) => `file:${present.shown}:${line} ${from} → ${to}`,
      );
      const step = {
        id: 'replace-owners',
        title: `replace ${replacements.length} owners in ${present.shown}`,
        effect: 'write',
        calls,
        run: () => {
          replaceFile(present, text);
          return Promise.resolve(undefined);
        },
      } as const;
      return {
        what: `owners of ${present.shown}`,
        steps: replacements.length === 0 ? [] : [step],
        notes,
        undo: `git restore ${present.shown}, or the same command with the mapping turned round`,
      };
    },
    async verify() {
      const present = read();
      const left = replaceOwners(present.text, mapping).replacements.map(({ from }) => from);
      const rows = await judgeOwners(present, check);
      return {
        ok: left.length === 0,
        json: { file: present.shown, left, owners: rows },
        text: `${present.shown} names:\n${renderOwners(rows)}`,
      };
    },
  };
}
