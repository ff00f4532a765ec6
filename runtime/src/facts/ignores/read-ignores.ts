import type { TextFile } from '../text.js';
import type { InlineIgnore } from './ignore.js';

/** Every comment that begins so is read, whatever its form: what is misspelt must not be overlooked. */
export const IGNORE_MARK = 'phase-mirror:';

const COMMENT = /(?:^|\s)(#\s*phase-mirror:(.*))$/;
const FORM = /^\s*ignore\[([^\]]*)\](?:\s+(.*))?$/;
const CHECK = /^MD-[0-9]{3}(?:\.[0-9]{1,2})?$/;

/** A comment before it is known whether it counts. */
export interface ReadIgnore extends Omit<InlineIgnore, 'accepted'> {
  /** Equal for the same comment about the same line, wherever both stand in the file. */
  readonly identity: string;
}

/** Finds the ignore comments of a file; linear in the text. */
export function readIgnores(file: TextFile): readonly ReadIgnore[] {
  if (!file.text.includes(IGNORE_MARK)) return [];
  const lines = file.text.split('\n');
  const ignores: ReadIgnore[] = [];
  let offset = 0;
  /** Comments that stand alone, until the line comes that they are about. */
  let waiting: Omit<ReadIgnore, 'line' | 'identity'>[] = [];
  for (const [i, raw] of lines.entries()) {
    const line = raw.replace(/\r$/, '');
    const match = line.includes(IGNORE_MARK) ? COMMENT.exec(line) : null;
    const content = (match === null ? line : line.slice(0, match.index)).trim();
    const found: Omit<ReadIgnore, 'line' | 'identity'>[] = [];
    if (match !== null) {
      const [, comment = '', said = ''] = match;
      const start = offset + line.length - comment.length;
      found.push({ ...readForm(said), ...file.quote(file.place(start, start + comment.length)) });
    }
    if (content === '' || content.startsWith('#')) waiting.push(...found);
    else {
      for (const one of [...waiting, ...found]) ignores.push(about(one, i + 1, content));
      waiting = [];
    }
    offset += raw.length + 1;
  }
  return [...ignores, ...waiting.map((one) => about(one, one.place.line, ''))];
}

function readForm(said: string): Pick<InlineIgnore, 'checks' | 'reason'> {
  const [, list = '', reason = ''] = FORM.exec(said) ?? [];
  const checks = list.split(',').map((check) => check.trim());
  return {
    checks: checks.every((check) => CHECK.test(check)) ? checks : [],
    reason: reason.trim(),
  };
}

function about(
  ignore: Omit<ReadIgnore, 'line' | 'identity'>,
  line: number,
  content: string,
): ReadIgnore {
  const identity = JSON.stringify([ignore.checks, ignore.reason, content]);
  return { ...ignore, line, identity };
}
