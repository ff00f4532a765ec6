import { PhaseMirrorError } from '../errors/index.js';
import { earlyRedactor } from '../privacy/index.js';

/** What could be read; or why not. What is not known is never shown as none. */
export type Known<T> =
  { readonly known: true; readonly value: T } | { readonly known: false; readonly why: string };

/** What `ask` answers, or the expected failure that kept it from answering. A bug stays one. */
export async function asked<T>(ask: () => Promise<T>): Promise<Known<T>> {
  try {
    return { known: true, value: await ask() };
  } catch (error) {
    if (!(error instanceof PhaseMirrorError)) throw error;
    return { known: false, why: earlyRedactor().text(`${error.code} ${error.message}`) };
  }
}

/** What follows from something that may not be known. */
export const from = <T, U>(known: Known<T>, follows: (value: T) => U): Known<U> =>
  known.known ? { known: true, value: follows(known.value) } : known;

/** What is asked with the help of something that may not be known. */
export const askedWith = <T, U>(
  known: Known<T>,
  ask: (value: T) => Promise<U>,
): Promise<Known<U>> => (known.known ? asked(() => ask(known.value)) : Promise.resolve(known));
