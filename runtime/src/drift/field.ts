import type { LiveFacts } from '../facts/github/live.js';
import type { Answer, Quoted, Tree } from '../facts/index.js';
import type { FieldValue } from './baseline.js';
import type { Order } from './order.js';

/** One field as it is read now. */
export interface Reading {
  readonly subject: string;
  readonly value: FieldValue;
  /** Where it stands. */
  readonly at?: Quoted;
  /** Where the API of GitHub says it, where it stands in no file. */
  readonly api?: string;
}

/** What is read: the tree, whose it is, and what GitHub says, where it was asked. */
export interface Source {
  readonly tree: Tree;
  /** `owner/name`. */
  readonly repository: string;
  readonly live?: LiveFacts;
}

/** A kind of comparable field: one row of the table of what drift is judged by. */
export interface FieldKind {
  /** As baselines keep it: never renamed. */
  readonly kind: string;
  /** The sub-check that reports it: a protective setting, the surface of the workflows, a resource. */
  readonly check: 'MD-005.1' | 'MD-005.3' | 'MD-005.7';
  /** Its share in the magnitude: 1 a convenience, 2 a hurdle, 3 what the protection stands on. */
  readonly weight: 1 | 2 | 3;
  readonly order: Order;
  /** The field, as a noun. */
  noun(subject: string): string;
  /** A sentence without a full stop; `value` is undefined where the field is not there. */
  says(subject: string, value: FieldValue | undefined): string;
  /**
   * Every field of the kind; a `partial` answer says nothing of fields that it does not hold. Undefined
   * where nobody was asked for them.
   */
  read(source: Source): Answer<readonly Reading[]> | undefined;
}
