import { quoteLine, type Place, type Quoted } from './place.js';

/** A text file with its lines, for positions and quotes. */
export interface TextFile {
  readonly path: string;
  /** Without a byte order mark; line breaks as they are. */
  readonly text: string;
  /** The line of a place (from 1) without its line break, for evidence. */
  quote(place: Place): Quoted;
  /** The place from one offset to another. */
  place(start: number, end?: number): Place;
}

/** Bytes as text, or undefined when they are not UTF-8. A byte order mark is dropped. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

export function textFile(path: string, text: string): TextFile {
  // Built on the first quote: most files are read without one being shown.
  let starts: number[] | undefined;
  const lineStarts = (): number[] => {
    if (starts !== undefined) return starts;
    starts = [0];
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
    return starts;
  };
  const lineAt = (offset: number): number => {
    const list = lineStarts();
    let low = 0;
    let high = list.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((list[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const lineText = (line: number): string => {
    const list = lineStarts();
    const start = list[line] ?? text.length;
    const end = (list[line + 1] ?? text.length + 1) - 1;
    return text.slice(start, end).replace(/\r$/, '');
  };
  return {
    path,
    text,
    quote: (place) => quoteLine(lineText(place.line - 1), place),
    place(start, end) {
      const line = lineAt(start);
      const column = start - (lineStarts()[line] as number) + 1;
      if (end === undefined || end <= start) return { path, line: line + 1, column };
      const width = Math.min(end - start, Math.max(1, lineText(line).length - column + 1));
      return { path, line: line + 1, column, endColumn: column + width };
    },
  };
}
