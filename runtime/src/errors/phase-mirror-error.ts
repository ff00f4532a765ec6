import type { ExitCode } from './exit-codes.js';

/** One row of an error table: what a code means and what to do about it. */
export interface ErrorKind {
  /** What failed, as a heading of the docs page. */
  readonly title: string;
  readonly exit: ExitCode;
  /** What to do next: a sentence, with a command where there is one. */
  readonly remedy: string;
}

export type ErrorTable = Readonly<Record<string, ErrorKind>>;

export interface ErrorDetail {
  /** What failed, with the resource, path or region. Never a secret value. */
  readonly what: string;
  /** Why it failed, in the words of the thing that failed. */
  readonly why?: string;
  /** Replaces the table's remedy where a more exact one is known. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/**
 * An expected failure: something outside the program is not as it must be. It carries a code, and
 * says what failed, why, and what to do. Anything else that is thrown is a bug and ends differently.
 */
export class PhaseMirrorError extends Error {
  override readonly name = 'PhaseMirrorError';
  readonly what: string;
  readonly why: string | undefined;
  readonly remedy: string;
  readonly exit: ExitCode;

  constructor(
    readonly code: string,
    kind: ErrorKind,
    detail: ErrorDetail,
  ) {
    super(
      detail.why === undefined ? detail.what : `${detail.what}: ${detail.why}`,
      detail.cause === undefined ? undefined : { cause: detail.cause },
    );
    this.what = detail.what;
    this.why = detail.why;
    this.remedy = detail.remedy ?? kind.remedy;
    this.exit = kind.exit;
  }
}

/** The factory of one error table: `const fail = errorsOf(TABLE); throw fail('PM-1001', {...})`. */
export function errorsOf<T extends ErrorTable>(
  table: T,
): (code: keyof T & string, detail: ErrorDetail) => PhaseMirrorError {
  return (code, detail) => new PhaseMirrorError(code, table[code] as ErrorKind, detail);
}

export interface ErrorRecord {
  readonly code: string;
  readonly what: string;
  readonly why?: string;
  readonly remedy: string;
}

/** The machine-readable form that `--json` prints. */
export function errorRecord(error: PhaseMirrorError): ErrorRecord {
  const { code, what, why, remedy } = error;
  return { code, what, ...(why === undefined ? {} : { why }), remedy };
}

/** The lines that a person reads. */
export function renderError(error: PhaseMirrorError): string {
  const why = error.why === undefined ? '' : `\n  why: ${error.why}`;
  return `${error.code} ${error.what}${why}\n  fix: ${error.remedy}`;
}
