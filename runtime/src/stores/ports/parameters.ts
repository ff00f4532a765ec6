import type { SecretKind, ThresholdId } from '../../names/index.js';

/** One version of a secret as it is stored. `value` never leaves `privacy/`. */
export interface SecretVersion {
  readonly version: number;
  /** As stored, not validated: `privacy/` judges the form. */
  readonly value: string;
  readonly modifiedAt: string;
}

/** Thresholds that an operator has set; absent where none is stored. */
export type Thresholds = Readonly<Partial<Record<ThresholdId, number>>>;

/** Where versioned secrets and thresholds are kept. */
export interface Parameters {
  /**
   * Every version of a kind, ascending, all pages; an empty answer is authoritative. Throws PM-3001
   * with the path, the region and the cause when they cannot be read.
   */
  secrets(kind: SecretKind): Promise<readonly SecretVersion[]>;
  /** One round trip. Throws PM-3001 when they cannot be read, PM-3003 for one that is no number. */
  thresholds(): Promise<Thresholds>;
  /** Where they come from, for messages: for example `SSM /guardian/local (eu-central-1)`. */
  readonly source: string;
}
