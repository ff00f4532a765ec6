import type { PlanFacts, PlanResource } from '../plan/plan.js';
import { listOf, objectOf, oneOf, optional, text } from './shape.js';
import { answerOf } from './shapes-answer.js';

// A field added to a type of a plan is added here as well: tsc names the shape that lacks it.

export const plans = listOf(
  answerOf(
    objectOf<PlanFacts>({
      file: text,
      resources: listOf(
        objectOf<PlanResource>({
          address: text,
          type: text,
          state: oneOf('same', 'changed', 'deleted'),
          attributes: listOf(text),
          pointer: optional(text),
        }),
      ),
    }),
  ),
);
