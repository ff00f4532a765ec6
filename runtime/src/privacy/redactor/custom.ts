import type { Kind } from './kinds.js';
import { tokenEnd, TOKEN_START } from './token.js';

/** A form of the organisation's own. `find` must take linear time; `custom-rules.ts` makes such. */
export interface CustomDetector {
  readonly name: string;
  /** Half-open ranges `[start, end)`, ascending. Empty ones count for nothing. */
  find(text: string): Iterable<readonly [start: number, end: number]>;
}

type Replace = (kind: Kind, secret: string) => string;

/** Replaces what the detectors find. Tokens stay; what a match holds beside them is replaced. */
export function replaceCustom(
  given: string,
  detectors: readonly CustomDetector[],
  replace: Replace,
): string {
  let text = given;
  for (const detector of detectors) {
    const kept = tokenRanges(text);
    let out = '';
    let done = 0;
    let next = 0;
    for (const [start, end] of detector.find(text)) {
      if (end <= start || start < done) continue;
      out += text.slice(done, start);
      let at = start;
      while (next < kept.length && (kept[next] as Range)[1] <= start) next += 1;
      for (let i = next; i < kept.length && (kept[i] as Range)[0] < end; i += 1) {
        const [from, to] = kept[i] as Range;
        if (from > at) out += piece(text.slice(at, from), replace);
        out += text.slice(Math.max(at, from), Math.min(to, end));
        at = to;
      }
      if (at === start) out += replace('custom', text.slice(start, end));
      else if (at < end) out += piece(text.slice(at, end), replace);
      done = end;
    }
    text = out + text.slice(done);
  }
  return text;
}

/** What is left of a match beside a token: a secret, unless it only keeps things apart. */
function piece(text: string, replace: Replace): string {
  return /[\p{L}\p{N}]/u.test(text) ? replace('custom', text) : text;
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
