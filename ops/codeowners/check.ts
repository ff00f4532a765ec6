import { ownerWords } from '../../runtime/src/facts/codeowners/read-codeowners.js';
import type { CodeownersOnDisk } from './file.js';
import type { OwnerCheck, OwnerVerdict } from './owners.js';

/** One owner of a file, with the lines that name it. */
export interface OwnerRow extends OwnerVerdict {
  readonly owner: string;
  readonly lines: readonly number[];
}

/** Judges every owner that a file names, in the order of the file. */
export async function judgeOwners(
  { text }: Pick<CodeownersOnDisk, 'text'>,
  check: OwnerCheck,
): Promise<readonly OwnerRow[]> {
  const lines = new Map<string, { owner: string; lines: number[] }>();
  for (const { text: owner, line } of ownerWords(text)) {
    const known = lines.get(owner.toLowerCase());
    if (known === undefined) lines.set(owner.toLowerCase(), { owner, lines: [line] });
    else if (!known.lines.includes(line)) known.lines.push(line);
  }
  const rows: OwnerRow[] = [];
  // One after the other: a team that is shown says that the teams of its organisation are.
  for (const named of lines.values())
    rows.push({ ...named, ...(await check.verdict(named.owner)) });
  return rows;
}

const MARKS: Readonly<Record<OwnerVerdict['state'], string>> = {
  ok: 'ok',
  wrong: 'FAIL',
  unknown: '??',
  note: '-',
};

export function renderOwners(rows: readonly OwnerRow[]): string {
  const width = Math.max(0, ...rows.map(({ owner }) => owner.length));
  return rows
    .map(({ owner, state, why, lines }) => {
      const place = `line ${lines.join(', ')}`;
      return `  ${MARKS[state].padEnd(4)}  ${owner.padEnd(width)}  ${why} (${place})\n`;
    })
    .join('');
}
