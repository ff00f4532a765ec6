import { notesOf } from '../changelog/merge.js';
import { readValidation } from '../checks/validation.js';
import { fileAt } from '../git/git.js';
import { CHANGELOG } from './release-plan.js';
import type { ReleaseSite } from './site.js';

/**
 * The message of the tag: what the section of the changelog says is new, safer and measured, and what the
 * validation found. What nobody wrote, measured or judged is not spoken of.
 */
export async function tagMessage(
  { io, plan, folder }: ReleaseSite,
  commit: string,
): Promise<string> {
  const notes = notesOf((await fileAt(io.root, commit, CHANGELOG)) ?? '', plan.version) ?? '';
  const parts = [
    part('Features', entriesUnder(notes, 'Added')),
    part('Security', entriesUnder(notes, 'Security')),
    part('Performance', figuresUnder(notes, 'Performance')),
    part('Quality', await judged(folder, plan.start)),
  ];
  return `${[plan.tag, ...parts.filter((one) => one !== '')].join('\n\n')}\n`;
}

const part = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : [title, ...lines.map((line) => `- ${line}`)].join('\n');

/** What stands below a heading of the third level, up to the next heading. */
function below(notes: string, title: string): string {
  const [, rest = ''] = notes.split(new RegExp(`^### ${title}[^\\S\\n]*\\r?$`, 'm'));
  return rest.split(/^#{1,3} /m)[0] ?? '';
}

/** The first line of each entry. */
function entriesUnder(notes: string, title: string): readonly string[] {
  return [...below(notes, title).matchAll(/^[-*+] (.+?)\s*$/gm)].map(([, text = '']) =>
    short(text),
  );
}

const LONGEST = 160;
const short = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).trimEnd()}…`;

/** Where it was measured, and each row of the table in one line. */
function figuresUnder(notes: string, title: string): readonly string[] {
  const lines = below(notes, title)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const rows = lines
    .filter((line) => line.startsWith('|'))
    // The first two are the head of the table.
    .slice(2)
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .map(([, bench, what, figure, target]) => `${bench}, ${what}: ${figure} (target ${target})`);
  return [...lines.filter((line) => !/^[|-]/.test(line)), ...rows];
}

/** How many checks of this commit ended how. */
async function judged(folder: string, commit: string): Promise<readonly string[]> {
  const validation = await readValidation(folder);
  if (validation === undefined || validation.commit !== commit) return [];
  const counts = Object.entries(validation.counts).filter(([, count]) => count > 0);
  return counts.map(([outcome, count]) => `${count} checks: ${outcome}`);
}
