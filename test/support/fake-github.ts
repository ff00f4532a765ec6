import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';
import type { components } from '@octokit/openapi-types';
import { complete } from './github/complete.js';
import { DESCRIPTION, operationAt } from './github/description.js';
import { wrongWithAnswer, wrongWithRequest } from './github/validate.js';

type Schemas = components['schemas'];

/** What the fake answers, each of the form that GitHub's OpenAPI description gives the operation. */
export interface GitHubWorld {
  readonly rules: readonly Schemas['repository-rule-detailed'][];
  readonly branch: Pick<Schemas['branch-with-protection'], 'name' | 'protected' | 'protection'>;
  readonly protection: Schemas['branch-protection'];
  readonly ruleset: Schemas['repository-ruleset'];
  readonly codeownersErrors: Schemas['codeowners-errors'];
  readonly workflowPermissions: Schemas['actions-get-default-workflow-permissions'];
  readonly ruleSuites: Schemas['rule-suites'];
  readonly checkRuns: {
    readonly total_count: number;
    readonly check_runs: readonly Pick<
      Schemas['check-run'],
      'name' | 'status' | 'conclusion' | 'head_sha'
    >[];
  };
  readonly pull: FakePull;
  readonly reviews: readonly FakeReview[];
  readonly permission: Pick<
    Schemas['repository-collaborator-permission'],
    'permission' | 'role_name'
  >;
}

type FakeUser = Pick<Schemas['simple-user'], 'login' | 'id' | 'type'>;
export type FakeReview = Pick<Schemas['pull-request-review'], 'id' | 'state' | 'commit_id'> & {
  readonly user: FakeUser | null;
};
export type FakePull = Pick<Schemas['pull-request'], 'number' | 'draft' | 'merged'> & {
  readonly user: FakeUser;
  readonly assignees: readonly FakeUser[];
  readonly labels: readonly Pick<Schemas['label'], 'name'>[];
  readonly head: { readonly ref: string; readonly sha: string };
  readonly base: { readonly ref: string; readonly sha: string };
};

export interface FakeReply {
  readonly status?: number;
  readonly body?: unknown;
  /** Sent as it is. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Never answers. */
  readonly silent?: boolean;
  /** Not as GitHub describes its answers, and meant so. */
  readonly odd?: boolean;
}

export type FakeRoute = FakeReply | ((url: URL, call: number) => FakeReply);

export interface FakeGitHub {
  readonly api: string;
  /** Paths with queries, in the order in which they came. */
  readonly asked: string[];
  readonly tokens: Set<string>;
  close(): Promise<void>;
}

/** A GitHub on loopback. A path that no route has is 404, as GitHub says of what it hides. */
export async function fakeGitHub(routes: Readonly<Record<string, FakeRoute>>): Promise<FakeGitHub> {
  const asked: string[] = [];
  const tokens = new Set<string>();
  const calls = new Map<string, number>();
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    asked.push(`${request.method ?? ''} ${url.pathname}${url.search}`);
    tokens.add(request.headers.authorization ?? '');
    const call = (calls.get(url.pathname) ?? 0) + 1;
    calls.set(url.pathname, call);
    const route = routes[decodeURIComponent(url.pathname)] ?? NOT_FOUND;
    const reply = typeof route === 'function' ? route(url, call) : route;
    const { status = 200, text, headers = {}, silent = false } = reply;
    const body = described(request.method ?? '', url, reply);
    if (silent) return;
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(text ?? JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    api: `http://127.0.0.1:${port}`,
    asked,
    tokens,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const wrong: string[] = [];
// What GitHub would not have understood, or answered, fails the test.
afterEach(() => {
  const told = wrong.splice(0);
  if (told.length > 0) throw new Error(told.join('\n'));
});

/**
 * The body of a reply, completed, after the request and the reply were held against GitHub's own
 * description. Paths that are none of GitHub's are for tests of the connection alone.
 */
function described(
  method: string,
  url: URL,
  { status = 200, body, text, odd }: FakeReply,
): unknown {
  if (!url.pathname.startsWith('/repos/')) return body;
  const at = operationAt(method, url.pathname);
  const what = `${method} ${url.pathname}${url.search}`;
  if (at === undefined) {
    wrong.push(`${what}: the slice has no such operation`);
    return body;
  }
  const asked = wrongWithRequest(at, url.searchParams, undefined);
  wrong.push(...asked.map((why) => `${what}: ${why}`));
  const schema = DESCRIPTION.operations[at.operation]?.answers[String(status)];
  if (odd === true || text !== undefined || status >= 400 || !schema) return body;
  const whole = complete(schema, body);
  wrong.push(...wrongWithAnswer(at, status, whole).map((why) => `${what}: ${why}`));
  return whole;
}

export const NOT_FOUND: FakeReply = { status: 404, body: { message: 'Not Found' } };
export const REPO = '/repos/acme/ledger';

/** The routes of a repository `acme/ledger` whose branch is `main` and whose pull request is 7. */
export function routesOf(world: Partial<GitHubWorld>, head: string): Record<string, FakeRoute> {
  const bodies: readonly (readonly [string, unknown])[] = [
    [`${REPO}/rules/branches/main`, world.rules],
    [`${REPO}/branches/main`, world.branch],
    [`${REPO}/branches/main/protection`, world.protection],
    [`${REPO}/rulesets/1`, world.ruleset],
    [`${REPO}/codeowners/errors`, world.codeownersErrors],
    [`${REPO}/actions/permissions/workflow`, world.workflowPermissions],
    [`${REPO}/rulesets/rule-suites`, world.ruleSuites],
    [`${REPO}/commits/${head}/check-runs`, world.checkRuns],
    [`${REPO}/pulls/7`, world.pull],
    [`${REPO}/pulls/7/reviews`, world.reviews],
    [`${REPO}/collaborators/ada/permission`, world.permission],
  ];
  return Object.fromEntries(
    bodies.filter(([, body]) => body !== undefined).map(([path, body]) => [path, { body }]),
  );
}
