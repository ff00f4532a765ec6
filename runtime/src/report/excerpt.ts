import { ELLIPSIS } from '../facts/place.js';
import { visible } from './printable.js';
import type { ReportedEvidence } from './report.js';

/** The line that one side of a finding stands on, cut at what it points to. All texts are visible. */
export interface Excerpt {
  readonly path: string;
  readonly line: number;
  readonly column?: number;
  readonly before: string;
  /** What the place points to; empty where that cannot be told. */
  readonly marked: string;
  readonly after: string;
}

/** Where a redaction token begins: columns after it are those of the text that it replaced. */
const TOKEN = '[redacted:';

/**
 * The excerpt of an evidence; undefined where it has no place or no quote. Nothing is marked in a
 * quote that was cut at its start, or that holds a redaction before the end of the mark: columns would
 * point astray.
 */
export function excerptOf({ place, quote }: ReportedEvidence): Excerpt | undefined {
  if (place === undefined || quote === '') return undefined;
  const { path, line, column, endColumn } = place;
  const at = {
    path: visible(path),
    line,
    ...(column === undefined ? {} : { column }),
  };
  const whole = { ...at, before: visible(quote), marked: '', after: '' };
  if (column === undefined || quote.startsWith(ELLIPSIS) || column > quote.length) return whole;
  const end = (endColumn ?? column + 1) - 1;
  const redacted = quote.indexOf(TOKEN);
  if (redacted !== -1 && redacted < end) return whole;
  return {
    ...at,
    before: visible(quote.slice(0, column - 1)),
    marked: visible(quote.slice(column - 1, end)),
    after: visible(quote.slice(end)),
  };
}

/** `path:line:column`, as terminals and editors make a link of it. */
export function placeText({
  path,
  line,
  column,
}: Pick<Excerpt, 'path' | 'line' | 'column'>): string {
  return `${visible(path)}:${line}${column === undefined ? '' : `:${column}`}`;
}
