import type { Operation } from './operations.js';

/** An answer in place of GitHub's own. */
export interface FaultAnswer {
  readonly status: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent in place of JSON. */
  readonly text?: string;
}

/**
 * `refused`: nobody listens. `answer lost`: the request was carried out, and the connection ends before
 * the answer. `no answer`: it was carried out, and nothing comes. `not arrived`: nothing comes, and it was
 * not carried out. `upload cut`: 502 to an upload, and an empty asset in state `starter` is left.
 */
export type BrokenConnection =
  'refused' | 'answer lost' | 'no answer' | 'not arrived' | 'upload cut';

export type Fault = number | FaultAnswer | BrokenConnection | 'rate limit' | 'secondary rate limit';

export interface FaultOptions {
  /** Which requests it meets; default all. */
  readonly on?: Operation | RegExp;
  /** How many of them; default 1. */
  readonly times?: number;
  /** How many of them are let through before; default 0. */
  readonly after?: number;
}

const MESSAGES: Readonly<Record<number, string>> = {
  401: 'Bad credentials',
  403: 'Resource not accessible by integration',
  404: 'Not Found',
  422: 'Validation Failed',
  429: 'Too many requests',
};

/** Faults in the order in which they were asked for; each meets its number of requests. */
export class Faults {
  readonly #waiting: {
    readonly fault: Fault;
    readonly on: FaultOptions['on'];
    times: number;
    after: number;
  }[] = [];

  add(fault: Fault, { on, times = 1, after = 0 }: FaultOptions = {}): void {
    this.#waiting.push({ fault, on, times, after });
  }

  /** The fault that meets this request, if one does. */
  take(operation: string): FaultAnswer | BrokenConnection | undefined {
    for (const one of this.#waiting) {
      const { on, times } = one;
      if (times === 0 || !(on === undefined || met(on, operation))) continue;
      if (one.after > 0) {
        one.after -= 1;
        continue;
      }
      one.times -= 1;
      return answerOf(one.fault);
    }
    return undefined;
  }
}

const met = (on: Operation | RegExp, operation: string): boolean =>
  typeof on === 'string' ? on === operation : on.test(operation);

function answerOf(fault: Fault): FaultAnswer | BrokenConnection {
  if (typeof fault === 'number') {
    return { status: fault, message: MESSAGES[fault] ?? `Server Error ${fault}` };
  }
  if (fault === 'rate limit') {
    const inAMinute = String(Math.ceil(Date.now() / 1_000) + 60);
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inAMinute };
    return { status: 403, message: 'API rate limit exceeded', headers };
  }
  if (fault === 'secondary rate limit') {
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes.';
    return { status: 403, message, headers: { 'retry-after': '1' } };
  }
  return fault;
}

/** What `fetch` says where the connection fails. */
export function connectionError(code: 'ECONNREFUSED' | 'ECONNRESET'): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}

/** Never resolves; ends as `fetch` ends when its signal says so. */
export function silence(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(signal?.reason as Error);
    if (signal?.aborted === true) end();
    signal?.addEventListener('abort', end, { once: true });
  });
}
