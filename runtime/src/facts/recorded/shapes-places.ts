import type { Gap } from '../answer.js';
import { GAPS, type GapCode } from '../gaps.js';
import type { Place } from '../place.js';
import type { Written } from '../workflows/workflow.js';
import { objectOf, oneOf, optional, position, text } from './shape.js';

const place = objectOf<Place>({
  path: text,
  line: position,
  column: optional(position),
  endColumn: optional(position),
});
export const quoted = { place, quote: text };
export const written = objectOf<Written>({ ...quoted, text });

export const gap = objectOf<Gap>({
  code: oneOf(...(Object.keys(GAPS) as GapCode[])),
  reason: text,
  place: optional(place),
  missing: optional(text),
});
