/**
 * Whether a value is an error, by its shape: `instanceof` knows only the errors of its own realm, and
 * an `AbortSignal` throws what is no native error.
 */
export function isError(value: unknown): value is Error {
  if (typeof value !== 'object' || value === null) return false;
  const { name, message } = value as Partial<Error>;
  return typeof name === 'string' && typeof message === 'string';
}
