import type { Answer } from '../answer.js';
import { listOf, objectOf, oneOf, variantOf, type Shape } from './shape.js';
import { gap } from './shapes-places.js';

const gaps = listOf(gap);

export function answerOf<T>(value: Shape<T>): Shape<Answer<T>> {
  type State<S> = Extract<Answer<T>, { readonly state: S }>;
  const shapes = {
    known: objectOf<{ state: 'known'; value: T }>({ state: oneOf('known'), value }),
    partial: objectOf<{ state: 'partial'; value: T }>({
      state: oneOf('partial'),
      value,
      gaps,
    } as never),
    unknown: objectOf<State<'unknown'>>({ state: oneOf('unknown'), gaps }),
  };
  return variantOf<Answer<T>, 'state'>('state', shapes as never);
}
