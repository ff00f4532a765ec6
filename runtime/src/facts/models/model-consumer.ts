import type { Quoted } from '../place.js';

/** A part of a declared file that configures who acts on the answers of a model. */
export interface ModelConsumer extends Quoted {
  readonly path: string;
  /** JSON pointer into the file; empty for the whole of it. */
  readonly pointer: string;
  /** What it has of the three, each with a value that means something. */
  readonly has: readonly Safeguard[];
}

/** What keeps an answer that is not sure from being acted on. */
export const SAFEGUARDS = ['threshold', 'abstain', 'fallback'] as const;
export type Safeguard = (typeof SAFEGUARDS)[number];
