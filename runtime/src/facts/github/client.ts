import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import type { GapCode } from '../gaps.js';

/** What GitHub said to one question. */
export type Reply =
  | { readonly state: 'answered'; readonly body: unknown }
  /** `hidden` is 401, 403 or 404: the token may not see it, or it is not there. */
  | {
      readonly state: 'failed';
      readonly code: GapCode;
      readonly status: number;
      readonly why: string;
    };

/** Read access to GitHub. */
export interface GitHub {
  /** For example `https://api.github.com`. */
  readonly api: string;
  /** One page, or one object. Never throws. */
  get(path: string): Promise<Reply>;
  /** All pages of a list, or of the list under `key`; more than `MAX_PAGES` are a failure. Never throws. */
  list(path: string, key?: string): Promise<Reply>;
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
}

const DEADLINE_MS = 45_000;
const ATTEMPT_MS = 10_000;
const RETRIES = 2;
const PER_PAGE = 100;
export const MAX_PAGES = 20;
/** Answers beyond it are refused while they are read. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

const Client = Octokit.plugin(throttling, retry);
const quiet = (): void => undefined;
const SILENT = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** GitHub's REST API over HTTPS: attempts, throttling, one deadline. Only ever reads. */
export function gitHub(options: GitHubOptions): GitHub {
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
      // Of this client alone: two of them in one process do not wait for each other.
      id: `phase-mirror-${(clients += 1)}`,
      retryAfterBaseValue: 2 * waitMs,
      fallbackSecondaryRateRetryAfter: 60,
      onRateLimit: worthWaiting,
      onSecondaryRateLimit: worthWaiting,
    },
  });

  const request = async (path: string): Promise<Reply & { readonly more?: boolean }> => {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), left());
    const aborted = new Promise<never>((_, reject) => {
      stop.signal.addEventListener('abort', () => reject(new Late()), { once: true });
    });
    aborted.catch(quiet);
    try {
      const answer: Promise<OctokitAnswer> = client.request(`GET ${path}`, {
        headers: { 'x-github-api-version': '2022-11-28' },
        request: { signal: stop.signal },
      });
      const { data, headers } = await Promise.race([answer, aborted]);
      return {
        state: 'answered',
        body: data,
        more: /<[^>]+>;\s*rel="next"/.test(headers.link ?? ''),
      };
    } catch (error) {
      return failure(error, deadlineMs);
    } finally {
      clearTimeout(late);
    }
  };

  const list = async (path: string, key?: string): Promise<Reply> => {
    const joint = path.includes('?') ? '&' : '?';
    const all: unknown[] = [];
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const reply = await request(`${path}${joint}per_page=${PER_PAGE}&page=${page}`);
      if (reply.state === 'failed') return reply;
      const items = key === undefined ? reply.body : (reply.body as Record<string, unknown>)?.[key];
      if (!Array.isArray(items)) return failed('github-malformed', 200, 'the answer is no list');
      all.push(...(items as unknown[]));
      if (reply.more !== true) return { state: 'answered', body: all };
    }
    return failed('github-limited', 200, `there are more than ${MAX_PAGES * PER_PAGE} entries`);
  };

  return { api: options.api, get: request, list };
}

let clients = 0;

interface OctokitAnswer {
  readonly data: unknown;
  readonly headers: { readonly link?: string | undefined };
}

const MOVED = 410;

class Late extends Error {}
class Malformed extends Error {}

const failed = (code: GapCode, status: number, why: string): Reply => ({
  state: 'failed',
  code,
  status,
  why,
});

interface Thrown {
  readonly status?: unknown;
  readonly message?: unknown;
  readonly response?: { readonly headers?: Readonly<Record<string, unknown>> };
}

/** In our own words: a message of the network may hold what must not be told. */
function failure(error: unknown, deadlineMs: number): Reply {
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
    return failed('github-hidden', status, text.split(' - ')[0] ?? '');
  }
  if (isMalformed(error)) return failed('github-malformed', 200, 'the answer is not JSON');
  const why = status === 0 ? `no answer: ${causeOf(error)}` : `status ${status}`;
  return failed('github-unreachable', status, why);
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
