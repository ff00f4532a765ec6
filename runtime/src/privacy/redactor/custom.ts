import type { Kind } from './kinds.js';
import { tokenEnd, TOKEN_START } from './token.js';

/** A form of the organisation's own. `find` must take linear time: compile it with a linear engine. */
export interface CustomDetector {
  readonly name: string;
  /** Half-open ranges `[start, end)`, ascending, not empty. */
  find(text: string): Iterable<readonly [start: number, end: number]>;
}

/** Replaces what the detectors find outside of tokens. */
export function replaceCustom(
  given: string,
  detectors: readonly CustomDetector[],
  replace: (kind: Kind, secret: string) => string,
): string {
  let text = given;
  for (const detector of detectors) {
    const kept = tokenRanges(text);
    let out = '';
    let done = 0;
    let next = 0;
    for (const [start, end] of detector.find(text)) {
      while (next < kept.length && (kept[next] as Range)[1] <= start) next += 1;
      const token = kept[next];
      const overlaps = token !== undefined && token[0] < end;
      if (end <= start || start < done || overlaps) continue;
      out += text.slice(done, start) + replace('custom', text.slice(start, end));
      done = end;
    }
    text = out + text.slice(done);
  }
  return text;
}

type Range = readonly [number, number];

function tokenRanges(text: string): readonly Range[] {
  const ranges: Range[] = [];
  for (let at = text.indexOf(TOKEN_START); at !== -1; at = text.indexOf(TOKEN_START, at + 1)) {
    const end = tokenEnd(text, at);
    if (end !== -1) ranges.push([at, end]);
  }
  return ranges;
}
