/** A place in a file of the repository. Lines and columns count from 1, columns in UTF-16 units. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column?: number;
  /** Column after the last character on the same line; absent for a place without an extent. */
  readonly endColumn?: number;
}

/** A place with the line of text that stands there, as evidence shows it. */
export interface Quoted {
  readonly place: Place;
  /** The line, at most {@link QUOTE_LENGTH} characters. */
  readonly quote: string;
}

/** rules.md section 1: a quote has at most 120 characters. */
export const QUOTE_LENGTH = 120;

export const ELLIPSIS = '…';

/**
 * Cuts a long line so that the part at `column` stays visible. A cut side carries an ellipsis, so
 * columns of the place fit the quote only while it starts without one.
 */
export function quoteLine(line: string, place: Place): Quoted {
  if (line.length <= QUOTE_LENGTH) return { place, quote: line };
  const column = place.column ?? 1;
  const room = QUOTE_LENGTH - 2;
  const start = Math.max(0, Math.min(column - 1 - 20, line.length - room));
  const cut = line.slice(start, start + room);
  const quote = `${start > 0 ? ELLIPSIS : ''}${cut}${start + room < line.length ? ELLIPSIS : ''}`;
  return { place, quote };
}
