import { nearest } from '../../runtime/src/errors/nearest.js';
import { releaseError } from '../errors.js';
import { parseTracker, TRACKER, type Box } from './parse.js';

export interface Ticked {
  readonly text: string;
  /** Ids of the boxes that were open until now. */
  readonly boxes: readonly string[];
}

/** Ticks a box (`3.2`), or every box of a day (`3`), and changes nothing else. Throws PM-8008 for what is not there. */
export function tick(text: string, what: string): Ticked {
  const days = parseTracker(text);
  const day = days.find(({ number }) => String(number) === what);
  const all = days.flatMap(({ boxes }) => boxes);
  const wanted: readonly Box[] = day?.boxes ?? all.filter(({ id }) => id === what);
  if (wanted.length === 0) {
    const near = nearest(what, [
      ...days.map(({ number }) => String(number)),
      ...all.map(({ id }) => id),
    ]);
    throw releaseError('PM-8008', {
      what: `${TRACKER}, ${what}`,
      why: `there is no day or box of that name${near === undefined ? '' : `; did you mean ${near}?`}`,
      remedy: '`npm run release -- tracker` lists them.',
    });
  }
  const open = wanted.filter(({ ticked }) => !ticked);
  const ticked = open.reduce(
    (now, { offset }) => `${now.slice(0, offset)}x${now.slice(offset + 1)}`,
    text,
  );
  return { text: ticked, boxes: open.map(({ id }) => id) };
}
