import type { Accepted, Baseline, BaselineField, FieldValue } from '../../drift/baseline.js';
import { listOf, objectId, objectOf, oneOf, optional, text, type Shape } from './shape.js';

const fieldValue: Shape<FieldValue> = {
  problem: (value, at) =>
    ['string', 'number', 'boolean'].includes(typeof value)
      ? undefined
      : { at, why: 'a text, a number, true or false is expected' },
  withTexts: (value, change) => (typeof value === 'string' ? change(value) : value),
};

/** The accepted facts, with their texts changed like those that they are compared with. */
export const accepted: Shape<Accepted> = objectOf<Accepted>({
  baseline: optional(
    objectOf<Baseline>({
      schema: oneOf('phase-mirror/baseline@1'),
      repository: text,
      branch: text,
      commit: objectId,
      capturedAt: text,
      by: text,
      kinds: listOf(text),
      fields: listOf(objectOf<BaselineField>({ kind: text, subject: text, value: fieldValue })),
      unknown: listOf(objectOf<Baseline['unknown'][number]>({ kind: text, reason: text })),
      sha256: text,
    }),
  ),
});
