import { runtimeError, type PhaseMirrorError } from '../errors/index.js';
import { ALL_CAPABILITIES } from './capabilities.js';
import { L0, type L0Input, type L0Invariant, type L0Limits } from './invariants.js';

/** One invariant that does not hold, for the report. */
export interface L0Failure {
  readonly invariant: L0Invariant;
  readonly message: string;
}

/** What each failed bit means for this input; a report's L0 section. */
export function explainL0(
  failed: number,
  input: L0Input,
  limits: L0Limits,
  now: number,
): readonly L0Failure[] {
  const names = Object.keys(L0) as L0Invariant[];
  return names
    .filter((invariant) => (failed & L0[invariant]) !== 0)
    .map((invariant) => ({ invariant, message: MESSAGES[invariant](input, limits, now) }));
}

/** The error that a failed L0 ends with when there is no report to put it into. */
export function l0Error(failures: readonly L0Failure[]): PhaseMirrorError {
  return runtimeError('PM-5001', {
    what: `L0 ${failures.map((failure) => failure.invariant).join(', ')}`,
    why: failures.map((failure) => failure.message).join('; '),
  });
}

const MESSAGES: Readonly<
  Record<L0Invariant, (input: L0Input, limits: L0Limits, now: number) => string>
> = {
  schema: (input, { schemaHash }) => {
    const documents = [
      ['policy', input.policySchema],
      ['baseline', input.baselineSchema],
      ['report', input.reportSchema],
    ] as const;
    const other = documents.filter(([, hash]) => hash !== schemaHash);
    const which = other.map(([name, hash]) => `${name} ${shown(hash).slice(0, 14)}…`).join(', ');
    return other.length === 0
      ? 'the compiled-in schema hash is not 64 characters'
      : `schema ${shown(schemaHash).slice(0, 14)}… is compiled in, but the documents say: ${which}`;
  },
  permissions: (input) => {
    const bits: unknown = input.permissionBits;
    if (typeof bits !== 'number' || !Number.isInteger(bits) || bits < 0) {
      return `permission bits must be a whole number from 0 to ${ALL_CAPABILITIES}, not ${shown(bits)}`;
    }
    return `permission bits 0x${bits.toString(16)} set bits above 11, which are reserved`;
  },
  drift: (input, { driftThreshold }) =>
    typeof driftThreshold === 'number' && driftThreshold >= 0 && driftThreshold <= 1
      ? `drift magnitude ${shown(input.driftMagnitude)} is not a number from 0 to ${driftThreshold}`
      : `the drift threshold ${shown(driftThreshold)} is not a number from 0 to 1`,
  nonceFuture: (input, _, now) =>
    `the nonce was issued at ${instant(input.nonceIssuedAt)}, and it is ${instant(now)}`,
  nonceExpired: (input, _, now) =>
    `the nonce expired at ${instant(input.nonceExpiresAt)}, and it is ${instant(now)}`,
};

/** A value in words, whatever it is. */
function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? `"${value}"` : String(value);
}

function instant(ms: unknown): string {
  if (typeof ms !== 'number' || !(Math.abs(ms) <= 8.64e15)) return `an unknown time (${shown(ms)})`;
  return new Date(ms).toISOString();
}
