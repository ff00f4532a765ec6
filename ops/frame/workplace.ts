import type { Context } from './runbook.js';

/** What `carryOut` needs of the place where a procedure works. */
export interface Workplace {
  readonly context: Context;
  /** How the confirmation and the outcome name it: `staging (account 123…, eu-central-1)`. */
  readonly where: string;
  /** File of the steps' journal, in the work folder. */
  readonly journal: string;
  /** Unique for this run; the claim's holder. */
  readonly run: string;
  /** Does the work while nobody else changes the place. Throws PM-6002 with the holder. */
  whileClaimed<T>(runbook: string, work: () => Promise<T>): Promise<T>;
  /**
   * An error as an expected failure where it is one: AWS refused, a connection broke. Anything else is
   * a bug and comes back unchanged.
   */
  readonly explain: (error: unknown, what: string) => unknown;
}
