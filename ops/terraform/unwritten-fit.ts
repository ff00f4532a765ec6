import type { State } from './state.js';

/** What identifies a state and what it holds, for the question whether one may take the other's place. */
export interface Held extends Pick<State, 'lineage' | 'serial' | 'digest'> {
  /** Its resources and outputs as one text; equal texts hold the same. */
  readonly content: string;
}

/** The state in the bucket when the one that could not be written was kept. */
export type Base = Pick<State, 'lineage' | 'serial' | 'digest'>;

export type Fit =
  | { readonly kind: 'put' }
  /** It was written after all: the answer was lost, not the call. */
  | { readonly kind: 'there already' }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Whether a state that an apply could not write may follow the one in the bucket. Pure. Terraform's own
 * rule is lineage and serial; serials alone do not tell that somebody else has applied meanwhile, so the
 * bucket must still hold what it held then, where that is known.
 */
export function fitOf(kept: Held, stored: Held | undefined, base: Base | undefined): Fit {
  if (stored === undefined) return { kind: 'put' };
  if (stored.lineage !== kept.lineage) {
    return {
      kind: 'refused',
      why: `its lineage is ${kept.lineage}, that of the state in the bucket ${stored.lineage}: they are not the same infrastructure`,
    };
  }
  if (stored.content === kept.content && stored.serial >= kept.serial) {
    return { kind: 'there already' };
  }
  if (stored.serial >= kept.serial) {
    return {
      kind: 'refused',
      why: `its serial is ${kept.serial}, that of the state in the bucket ${stored.serial}: somebody has applied since`,
    };
  }
  if (base !== undefined && base.digest !== stored.digest) {
    return {
      kind: 'refused',
      why: `it follows serial ${base.serial}, and the bucket has serial ${stored.serial} with another content: somebody has applied since`,
    };
  }
  return { kind: 'put' };
}
