import { DESCRIPTION, operationAt, type Matched } from './description.js';
import { connectionError, Faults, silence, type Fault, type FaultOptions } from './faults.js';
import type { Handler } from './handler.js';
import { issueHandlers } from './issues.js';
import { labelHandlers } from './labels.js';
import { milestoneHandlers } from './milestones.js';
import type { Operation } from './operations.js';
import { refHandlers } from './refs.js';
import { releaseHandlers } from './releases.js';
import { answered, faultAnswer, replyOf, type Reply } from './reply.js';
import { settingHandlers } from './settings.js';
import { stateOf, type GitHubState, type GivenGitHub } from './state.js';
import { wrongWithRequest } from './validate.js';

const HANDLERS: Readonly<Record<Operation, Handler>> = {
  ...settingHandlers,
  ...labelHandlers,
  ...issueHandlers,
  ...milestoneHandlers,
  ...refHandlers,
  ...releaseHandlers,
};

/** One request that came, in the order in which they came. */
export interface GitHubRequest {
  readonly operation: Operation;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly authorization: string | undefined;
  /** Status of the answer; absent where none came. */
  status?: number;
}

export interface FakeGitHub {
  /** For Octokit's `request.fetch`. */
  readonly fetch: typeof fetch;
  readonly state: GitHubState;
  readonly requests: readonly GitHubRequest[];
  /** Requests that change something. */
  writes(): readonly GitHubRequest[];
  /** Lets the next request fail, or `times` of those that `on` names. */
  fail(fault: Fault, options?: FaultOptions): void;
  /** What requests and answers had that GitHub's description does not. Empty, or the test is wrong. */
  readonly violations: readonly string[];
}

/**
 * A GitHub with a memory, behind `fetch`. Every request and every answer is held against GitHub's OpenAPI
 * description: what is not in it is no answer but an error, and is kept in `violations`.
 */
export function fakeGitHub(given: GivenGitHub = {}): FakeGitHub {
  const state = stateOf(given);
  const requests: GitHubRequest[] = [];
  const violations: string[] = [];
  const faults = new Faults();
  const refuse = (what: string, wrong: readonly string[]): never => {
    const text = `${what} is not as GitHub describes it: ${wrong.join('; ')}`;
    violations.push(text);
    throw new TypeError(text);
  };

  const send: typeof fetch = async (input, init) => {
    const request = new Request(input, withoutSignal(init));
    const url = new URL(request.url);
    const what = `${request.method} ${url.pathname}${url.search}`;
    const matched = operationAt(request.method, url.pathname.replace(state.prefix, ''));
    if (matched === undefined) return refuse(what, ['the slice has no such operation']);
    const at = matched;
    const body = await bodyOf(request, at);
    const wrong = [...wrongHost(at, url, state), ...wrongWithRequest(at, url.searchParams, body)];
    if (wrong.length > 0) refuse(what, wrong);
    const seen: GitHubRequest = {
      operation: at.operation,
      method: request.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      body,
      authorization: request.headers.get('authorization') ?? undefined,
    };
    requests.push(seen);
    const signal = init?.signal;
    const fault = faults.take(at.operation);
    if (fault === 'refused') throw connectionError('ECONNREFUSED');
    if (fault === 'not arrived') return silence(signal);
    const answer = (reply: Reply): Response => {
      seen.status = reply.status;
      const { response, wrong: not } = answered(at, reply);
      return not.length === 0 ? response : refuse(`The answer to ${at.operation}`, not);
    };
    if (typeof fault === 'object') return answer(faultAnswer(fault));
    const call = {
      state,
      params: at.params,
      query: url.searchParams,
      body,
      headers: request.headers,
    };
    const reply = replyOf(HANDLERS[at.operation], call, url);
    if (fault === 'answer lost') throw connectionError('ECONNRESET');
    if (fault === 'no answer') return silence(signal);
    if (fault === 'upload cut') {
      cutLastUpload(state);
      return answer(faultAnswer({ status: 502 }));
    }
    return answer(reply);
  };
  return {
    fetch: send,
    state,
    requests,
    writes: () => requests.filter(({ method }) => method !== 'GET'),
    fail: (fault, options) => faults.add(fault, options),
    violations,
  };
}

/** The signal is for the answer; a `Request` with it would listen for ever. */
function withoutSignal(init: RequestInit | undefined): RequestInit {
  const { signal, ...rest } = init ?? {};
  void signal;
  return rest;
}

async function bodyOf(request: Request, { operation }: Matched): Promise<unknown> {
  if (request.body === null) return undefined;
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (DESCRIPTION.operations[operation]?.body?.bytes === true) return bytes;
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return bytes;
  }
}

/** Assets go to a host of their own. */
function wrongHost(
  { operation }: Matched,
  url: URL,
  { api, uploads }: GitHubState,
): readonly string[] {
  const wanted = new URL(
    operation.startsWith('POST') && operation.endsWith('/assets') ? uploads : api,
  );
  return url.origin === wanted.origin ? [] : [`host ${url.origin}: it is at ${wanted.origin}`];
}

/** What is left of an upload that GitHub did not end. */
function cutLastUpload({ repos, lastId }: GitHubState): void {
  for (const { releases } of repos.values()) {
    const asset = releases.flatMap(({ assets }) => assets).find(({ id }) => id === lastId);
    if (asset !== undefined) Object.assign(asset, { state: 'starter', bytes: new Uint8Array() });
  }
}
