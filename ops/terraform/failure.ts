import { renderDiagnostic, type Diagnostic } from './events.js';
import { parseLockMessage, type Lock } from './lock-message.js';

/** The state object and the digest that the lock table keeps of it, as Terraform found them. */
export interface DigestMismatch {
  readonly bucket: string;
  readonly key: string;
  readonly calculated: string;
  readonly stored: string;
}

/** Why a Terraform command failed, as far as it changes what we do. */
export type Failure =
  | { readonly kind: 'locked'; readonly lock: Lock | undefined }
  | { readonly kind: 'wrong workspace' }
  | { readonly kind: 'digest'; readonly mismatch: DigestMismatch }
  /** Something that is to be created is already there. */
  | { readonly kind: 'exists' }
  /** A connection between Terraform, the provider and AWS broke. */
  | { readonly kind: 'connection' }
  /** The state changed since the plan was made. */
  | { readonly kind: 'stale plan' }
  | { readonly kind: 'other' };

const EXISTS =
  /AlreadyExists|already exists|already exist\b|EntityAlreadyExists|BucketAlreadyOwnedByYou|ResourceInUseException: Table already/i;
const CONNECTION =
  /connection reset|broken pipe|unexpected EOF|: EOF\b|connection refused|server closed idle connection|request send failed|i\/o timeout|use of closed network connection|Plugin did not respond|transport is closing/i;
/** The words of stacks/constructs/workspace-guard.ts, however Terraform wraps them. */
const GUARD = /folder\s+was\s+synthesised\s+for\s+the\s+(environment|workspace)/;

/** Classifies by Terraform's own words; `output` is what was said outside diagnostics. */
export function failureOf(diagnostics: readonly Diagnostic[], output = ''): Failure {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const text = [...errors.map((one) => renderDiagnostic(one)), output].join('\n');
  if (/Error acquiring the state lock|Error locking state|already locked/i.test(text)) {
    return { kind: 'locked', lock: parseLockMessage(text) };
  }
  const mismatch = digestMismatch(text);
  if (mismatch !== undefined) return { kind: 'digest', mismatch };
  if (GUARD.test(text)) return { kind: 'wrong workspace' };
  if (/Saved plan is stale/i.test(text)) return { kind: 'stale plan' };
  // Before `exists`: a create whose answer was lost says both, and a repetition settles it.
  if (CONNECTION.test(text)) return { kind: 'connection' };
  if (EXISTS.test(text)) return { kind: 'exists' };
  return { kind: 'other' };
}

function digestMismatch(text: string): DigestMismatch | undefined {
  if (!/does not have the expected content/.test(text)) return undefined;
  const field = (name: string): string =>
    new RegExp(`${name}:\\s*(\\S+)`).exec(text)?.[1] ?? 'unknown';
  return {
    bucket: field('Bucket'),
    key: field('Key'),
    calculated: field('Calculated checksum'),
    stored: field('Stored checksum'),
  };
}

const MOST_ERRORS = 4;
const MOST_LINES = 9;

/** The lines of a failure that a person needs, already short. */
export function errorLines(diagnostics: readonly Diagnostic[], output: string): readonly string[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) {
    const lines = output.split('\n').filter((line) => line.trim() !== '');
    const at = lines.findIndex((line) => /^[│\s]*Error:/.test(line));
    return at < 0 ? lines.slice(-MOST_LINES) : lines.slice(at, at + MOST_LINES);
  }
  const shown = errors.slice(0, MOST_ERRORS).flatMap((one) =>
    renderDiagnostic(one)
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(0, MOST_LINES),
  );
  const more = errors.length - MOST_ERRORS;
  return more > 0 ? [...shown, `and ${more} more errors`] : shown;
}
