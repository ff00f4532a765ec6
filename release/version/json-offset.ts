/** Where a JSON value stands in its text, quotes included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the value at a path of keys, so that it can be replaced without re-serialising the file. Undefined
 * when it is not there. Throws SyntaxError for what is no JSON. Of equal keys the last one counts, as in
 * `JSON.parse`.
 */
export function findJson(text: string, path: readonly string[]): Span | undefined {
  JSON.parse(text.replace(/^\uFEFF/, ''));
  const bom = text.startsWith('\uFEFF') ? 1 : 0;
  return valueAt(text, skipSpace(text, bom), path);
}

function valueAt(text: string, start: number, path: readonly string[]): Span | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return { start, end: endOf(text, start) };
  if (text[start] !== '{') return undefined;
  let found: Span | undefined;
  let at = skipSpace(text, start + 1);
  while (text[at] === '"') {
    const keyEnd = endOf(text, at);
    const name = JSON.parse(text.slice(at, keyEnd)) as string;
    const value = skipSpace(text, skipSpace(text, keyEnd) + 1);
    if (name === key) found = valueAt(text, value, rest);
    at = skipSpace(text, endOf(text, value));
    if (text[at] !== ',') break;
    at = skipSpace(text, at + 1);
  }
  return found;
}

function skipSpace(text: string, at: number): number {
  let next = at;
  while (/[\s]/.test(text[next] ?? '')) next++;
  return next;
}

/** Where the value that begins at `start` ends; the text is known to be JSON. */
function endOf(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  if (first !== '{' && first !== '[') {
    let at = start;
    while (at < text.length && !/[\s,\]}]/.test(text[at] ?? '')) at++;
    return at;
  }
  let depth = 0;
  for (let at = start; ; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at) - 1;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    if (depth === 0) return at + 1;
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
