import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import type { GapCode } from '../gaps.js';

/** What GitHub said to one request. */
export type Sent =
  | {
      readonly state: 'answered';
      readonly status: number;
      readonly body: unknown;
      /** Whether a next page follows. */
      readonly more: boolean;
      /** Scopes of a classic token, as GitHub tells them; absent for every other token. */
      readonly scopes?: string;
    }
  | {
      readonly state: 'failed';
      readonly code: GapCode;
      /** 0 where no answer came: a write may then have been carried out all the same. */
      readonly status: number;
      readonly why: string;
      /** What the token lacks, in GitHub's words, where GitHub says it: `issues=write`. */
      readonly needs?: string;
    };

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** One way to GitHub's REST API: attempts, throttling, one deadline. */
export interface Connection {
  /** For example `https://api.github.com`. */
  readonly api: string;
  /** Never throws. A POST is sent once: what it makes would otherwise be made twice. */
  send(
    method: Method,
    path: string,
    body?: Readonly<Record<string, unknown>>,
    /** Media type of the answer, where another one than GitHub's own tells more. */
    accept?: string,
  ): Promise<Sent>;
}

export interface GitHubOptions {
  readonly api: string;
  readonly token: string;
  readonly userAgent: string;
  /** Ms for all questions together; what is not answered by then is not known. */
  readonly deadlineMs?: number;
  /** Unit of the waits between attempts, in ms. */
  readonly waitMs?: number;
  readonly fetch?: typeof fetch;
  /** Do without the pauses between writes that GitHub asks for: what answers is not GitHub. */
  readonly unpaced?: boolean;
}

const DEADLINE_MS = 45_000;
const ATTEMPT_MS = 10_000;
const RETRIES = 2;
/** Answers beyond it are refused while they are read. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

const Client = Octokit.plugin(throttling, retry);
const quiet = (): void => undefined;
const SILENT = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** GitHub's REST API over HTTPS, with a token that is sent to it alone. */
export function connect(options: GitHubOptions): Connection {
  const started = performance.now();
  const deadlineMs = options.deadlineMs ?? DEADLINE_MS;
  const waitMs = options.waitMs ?? 500;
  const left = (): number => Math.max(0, deadlineMs - (performance.now() - started));
  /** A limit that ends within the deadline is waited for, twice at most. */
  const worthWaiting = (seconds: number, _: unknown, __: unknown, tried: number): boolean =>
    tried < RETRIES && seconds * 2 * waitMs < left();
  const client = new Client({
    auth: options.token,
    baseUrl: options.api,
    userAgent: options.userAgent,
    // Its own log would write to the console, with addresses in it.
    log: SILENT,
    request: { fetch: bounded(options.fetch ?? fetch), log: SILENT },
    retry: { retries: RETRIES, retryAfterBaseValue: waitMs },
    throttle: {
      enabled: options.unpaced !== true,
      // Of this client alone: two of them in one process do not wait for each other.
      id: `phase-mirror-${(clients += 1)}`,
      retryAfterBaseValue: 2 * waitMs,
      fallbackSecondaryRateRetryAfter: 60,
      onRateLimit: worthWaiting,
      onSecondaryRateLimit: worthWaiting,
    },
  });

  return {
    api: options.api,
    async send(method, path, body, accept) {
      const stop = new AbortController();
      const late = setTimeout(() => stop.abort(), left());
      const aborted = new Promise<never>((_, reject) => {
        stop.signal.addEventListener('abort', () => reject(new Late()), { once: true });
      });
      aborted.catch(quiet);
      try {
        const answer: Promise<OctokitAnswer> = client.request(`${method} ${path}`, {
          headers: {
            'x-github-api-version': '2022-11-28',
            ...(accept === undefined ? {} : { accept }),
          },
          request: { signal: stop.signal, ...(method === 'POST' ? { retries: 0 } : {}) },
          ...(body === undefined ? {} : { data: body }),
        });
        const { data, headers, status } = await Promise.race([answer, aborted]);
        const scopes = headers['x-oauth-scopes'];
        return {
          state: 'answered',
          status,
          body: data,
          more: /<[^>]+>;\s*rel="next"/.test(String(headers['link'] ?? '')),
          ...(typeof scopes === 'string' ? { scopes } : {}),
        };
      } catch (error) {
        return failure(error, deadlineMs);
      } finally {
        clearTimeout(late);
      }
    },
  };
}

let clients = 0;

interface OctokitAnswer {
  readonly status: number;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

const MOVED = 410;
/** The request is understood, and what it asks for cannot be: a name that is taken, say. */
const UNPROCESSABLE = 422;

class Late extends Error {}
class Malformed extends Error {}

const failed = (code: GapCode, status: number, why: string, needs?: string): Sent => ({
  state: 'failed',
  code,
  status,
  why,
  ...(needs === undefined ? {} : { needs }),
});

interface Thrown {
  readonly status?: unknown;
  readonly message?: unknown;
  readonly response?: { readonly headers?: Readonly<Record<string, unknown>> };
}

/** In our own words: a message of the network may hold what must not be told. */
function failure(error: unknown, deadlineMs: number): Sent {
  if (error instanceof Late) {
    return failed('github-unreachable', 0, `no answer within ${deadlineMs} ms`);
  }
  const { status: given, message, response } = (error ?? {}) as Thrown;
  const status = typeof given === 'number' && response !== undefined ? given : 0;
  const text = typeof message === 'string' ? message : '';
  if (status === 429 || (status === 403 && isLimit(text, response?.headers))) {
    return failed('github-limited', status, 'the rate limit of the token is used up');
  }
  if (status === 401) return failed('github-token', status, 'the token is not valid');
  if (status === MOVED) {
    return failed('github-unreachable', status, 'it is under another name now');
  }
  if (status === 403 || status === 404 || status === 451) {
    return failed('github-hidden', status, text.split(' - ')[0] ?? '', needed(response?.headers));
  }
  if (isMalformed(error)) return failed('github-malformed', 200, 'the answer is not JSON');
  if (status === UNPROCESSABLE) {
    return failed('github-unreachable', status, `refused: ${text.split(' - ')[0] ?? ''}`);
  }
  const why = status === 0 ? `no answer: ${causeOf(error)}` : `status ${status}`;
  return failed('github-unreachable', status, why);
}

/** Permissions of a fine-grained token or an app, or scopes of a classic token. */
function needed(headers: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const said = headers?.['x-accepted-github-permissions'] || headers?.['x-accepted-oauth-scopes'];
  return typeof said === 'string' && said !== '' ? said : undefined;
}

function isLimit(message: string, headers: Readonly<Record<string, unknown>> | undefined): boolean {
  return (
    /\b(?:secondary rate|abuse detection|rate limit)\b/i.test(message) ||
    headers?.['x-ratelimit-remaining'] === '0'
  );
}

const isMalformed = (error: unknown): boolean =>
  causes(error).some((cause) => cause instanceof Malformed);

/** An error and what caused it, the outermost first. */
function causes(error: unknown): readonly Caused[] {
  const found: Caused[] = [];
  for (let at = error; typeof at === 'object' && at !== null && found.length < 5;) {
    found.push(at);
    at = (at as Caused).cause;
  }
  return found;
}

interface Caused {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
}

/** `ECONNREFUSED` and its like, from the depth of the causes. */
function causeOf(error: unknown): string {
  const all = causes(error);
  if (all.some(({ name }) => name === 'TimeoutError')) return `nothing within ${ATTEMPT_MS} ms`;
  const codes = all.map(({ code }) => code);
  const code = codes.findLast((one) => typeof one === 'string' && /^[A-Z_]{3,40}$/.test(one));
  return typeof code === 'string' ? code : 'the connection failed';
}

/** One attempt has a time of its own; a body that is no JSON, or has no end, is not read further. */
function bounded(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const signals = [init?.signal, AbortSignal.timeout(ATTEMPT_MS)].filter(
      (s) => s instanceof AbortSignal,
    );
    const answer = await send(input, {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.any(signals),
    });
    const text = await readText(answer);
    const headers = new Headers(answer.headers);
    // Whatever the type says, an answer that is meant to be JSON is JSON or malformed.
    if (answer.ok && answer.status !== 204) {
      try {
        JSON.parse(text);
      } catch (cause) {
        throw new Malformed('the answer is not JSON', { cause });
      }
      headers.set('content-type', 'application/json; charset=utf-8');
    }
    // A redirect is not followed: the token is for this address. 410 is not tried again.
    if (answer.status >= 300 && answer.status < 400) return new Response('{}', { status: MOVED });
    headers.delete('content-encoding');
    headers.delete('content-length');
    return new Response(answer.status === 204 ? null : text, {
      status: answer.status,
      headers,
    });
  };
}

async function readText(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = answer.body?.getReader();
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    size += part.value.byteLength;
    if (size > MAX_BODY_BYTES) throw new Malformed('the answer is too large');
    chunks.push(part.value);
  }
  return Buffer.concat(chunks).toString('utf8');
}
