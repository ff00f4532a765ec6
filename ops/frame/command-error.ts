import type { ErrorRecord } from '../../runtime/src/errors/index.js';
import { ALL_ERRORS, opsError } from '../errors.js';

/** The coded error in what `phase-mirror COMMAND --json` printed; undefined when there is none. */
export function commandError(stdout: string): ReturnType<typeof opsError> | undefined {
  try {
    const { error } = JSON.parse(stdout) as { readonly error: ErrorRecord };
    const { code } = error;
    return isCode(code) ? opsError(code, error) : undefined;
  } catch {
    return undefined;
  }
}

const isCode = (code: string): code is keyof typeof ALL_ERRORS => Object.hasOwn(ALL_ERRORS, code);
