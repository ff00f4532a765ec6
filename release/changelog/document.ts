import { releaseError } from '../errors.js';

/** The heading of a version with everything up to the next one, byte for byte. */
export interface Block {
  /** `Unreleased`, a version without `v`, or undefined for any other heading. */
  readonly version: string | undefined;
  /** The heading's line with its line end; both lines of an underlined one. */
  readonly heading: string;
  /** Everything below the heading. */
  readonly body: string;
}

/** A changelog taken apart; `join` puts the same bytes together again. */
export interface ChangelogDocument {
  /** Everything above the first block. */
  readonly head: string;
  readonly blocks: readonly Block[];
  /** The link references at the end, with the blank lines among them. */
  readonly links: string;
  readonly eol: '\n' | '\r\n';
}

export const UNRELEASED = 'Unreleased';

/** A line with its line end, and where it stands. */
export interface Line {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Inside a code fence or an HTML comment nothing is a heading or an entry. */
  readonly plain: boolean;
}

const HEADING = /^(?:##? +)?\[?v?([^\]\s]+)\]?/;
const UNDERLINE = /^ {0,3}(?:=+|-+)[^\S\r\n]*\r?\n?$/;
const VERSION = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;
const LINK = /^\[[^\]]+\]: *\S/;

/** Decodes a changelog. Throws PM-8003 when it is not UTF-8. */
export function decodeChangelog(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw releaseError('PM-8003', { what: path, why: 'it is not UTF-8', cause: error });
  }
}

export function parseChangelog(whole: string): ChangelogDocument {
  // A byte-order mark stays in front, whatever is put below it.
  const mark = whole.startsWith('\uFEFF') ? '\uFEFF' : '';
  const text = whole.slice(mark.length);
  const linksAt = startOfLinks(text);
  const body = text.slice(0, linksAt);
  const headings = headingsIn(linesOf(body));
  const blocks = headings.map(({ start, text: heading }, at): Block => {
    const end = headings[at + 1]?.start;
    return {
      version: versionOf(heading),
      heading,
      body: body.slice(start + heading.length, end),
    };
  });
  return {
    head: mark + body.slice(0, headings[0]?.start ?? body.length),
    blocks,
    links: text.slice(linksAt),
    eol: /\r\n/.test(text) ? '\r\n' : '\n',
  };
}

export function joinChangelog({ head, blocks, links }: ChangelogDocument): string {
  return `${head}${blocks.map(({ heading, body }) => heading + body).join('')}${links}`;
}

/**
 * Second-level headings; and, as some projects write their versions, those of the first level and those
 * that are underlined, where they name a version or Unreleased: any other is a title, or text.
 */
function headingsIn(lines: readonly Line[]): readonly Pick<Line, 'start' | 'text'>[] {
  return lines.flatMap(({ plain, text, start }, at) => {
    if (!plain) return [];
    if (text.startsWith('## ')) return [{ start, text }];
    if (text.startsWith('# ')) return versionOf(text) === undefined ? [] : [{ start, text }];
    const [above, below] = [lines[at - 1], lines[at + 1]];
    const alone = above === undefined || above.text.trim() === '';
    if (!alone || below?.plain !== true || !UNDERLINE.test(below.text)) return [];
    return versionOf(text) === undefined ? [] : [{ start, text: text + below.text }];
  });
}

function versionOf(heading: string): string | undefined {
  const name = HEADING.exec(heading)?.[1];
  if (name === undefined) return undefined;
  if (name.toLowerCase() === UNRELEASED.toLowerCase()) return UNRELEASED;
  return VERSION.test(name) ? name : undefined;
}

/** The lines of a text. A fence or comment that never ends reaches to the end, as it renders. */
export function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let fence: string | undefined;
  let comment = false;
  let start = 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline + 1;
    const line = text.slice(start, end);
    const mark = comment ? undefined : /^ {0,3}(`{3,}|~{3,})(.*)/.exec(line);
    const closes =
      fence !== undefined &&
      mark?.[1] !== undefined &&
      mark[1].startsWith(fence) &&
      mark[2]?.trim() === '';
    // A backtick fence has no backtick in its info string: that is inline code.
    const opens =
      fence === undefined &&
      mark?.[1] !== undefined &&
      !(mark[1].startsWith('`') && mark[2]?.includes('`'));
    const plain = fence === undefined && !comment && !opens;
    lines.push({ text: line, start, end, plain: plain && !line.startsWith('<!--') });
    if (closes) fence = undefined;
    else if (opens) fence = mark[1];
    else if (fence === undefined) comment = endsInComment(line, comment);
    start = end;
  }
  return lines;
}

function endsInComment(line: string, inside: boolean): boolean {
  let open = inside;
  let at = 0;
  for (;;) {
    const next = line.indexOf(open ? '-->' : '<!--', at);
    if (next < 0) return open;
    at = next + (open ? 3 : 4);
    open = !open;
  }
}

/** Where the link references at the end of the text begin; its length when there are none. */
function startOfLinks(text: string): number {
  let at = text.length;
  for (const line of [...linesOf(text)].reverse()) {
    const bare = line.text.trim();
    if (line.plain && LINK.test(bare)) at = line.start;
    else if (bare !== '') break;
  }
  return at;
}
