import { SAFEGUARDS, type ModelConsumer } from '../models/model-consumer.js';
import { listOf, objectOf, oneOf, text } from './shape.js';
import { quoted } from './shapes-places.js';

// A field added to a type of a model consumer is added here as well: tsc names the shape that lacks it.

export const consumer = objectOf<ModelConsumer>({
  ...quoted,
  path: text,
  pointer: text,
  has: listOf(oneOf(...SAFEGUARDS)),
});
