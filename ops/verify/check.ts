import type { Live } from './live/index.js';

/**
 * What a check found. An API that answered with an error is neither pass nor fail: the check throws,
 * and its row says `could-not-run`.
 */
export interface Verdict {
  readonly outcome: 'pass' | 'fail';
  /** What was seen, in one line. Never a secret value. */
  readonly evidence: string;
  /** Replaces the check's remedy where what was seen asks for another one. */
  readonly remedy?: string;
}

/** One promise of the environment as a question with a yes or a no. */
export interface Check {
  /** `<group>.<subject>.<promise>`, stable: reports are compared by it. */
  readonly id: string;
  /** Heading in the table. */
  readonly group: string;
  /** The promise as a sentence that is true when the check passes. */
  readonly promise: string;
  /** What to type when it fails. */
  readonly remedy: string;
  run(live: Live): Promise<Verdict>;
}

export const pass = (evidence: string): Verdict => ({ outcome: 'pass', evidence });
export const fail = (evidence: string, remedy?: string): Verdict => ({
  outcome: 'fail',
  evidence,
  ...(remedy === undefined ? {} : { remedy }),
});

/** Passes when `problems` is empty; otherwise the evidence is all of them. */
export function judged(
  problems: readonly (string | false | undefined)[],
  fine: string,
  remedy?: string,
): Verdict {
  const real = problems.filter((p): p is string => typeof p === 'string');
  return real.length === 0 ? pass(fine) : fail(real.join('; '), remedy);
}
