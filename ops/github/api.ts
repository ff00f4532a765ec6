import { apiOf, isLoopback, isToken } from '../../runtime/src/facts/github/address.js';
import type { Method, Sent } from '../../runtime/src/facts/github/connection.js';
import { packageVersion } from '../../runtime/src/version.js';
import { opsError } from '../errors.js';
import type { Io } from '../frame/io.js';
import { gitHubToken } from './token.js';

export type Body = Readonly<Record<string, unknown>>;

/** GitHub for a runbook. Paths are encoded by who builds them. */
export interface GitHubApi {
  /** Says what came, whatever it is: for questions with more than two answers. Never throws. */
  ask(path: string, accept?: string): Promise<Sent>;
  /** The object at a path. Throws PM-7006 and PM-7007. */
  get(path: string): Promise<unknown>;
  /** All pages of a list. Throws PM-7006 and PM-7007. */
  list(path: string): Promise<readonly unknown[]>;
  /** Sends what changes something; a POST once only. Throws PM-7006 and PM-7007. */
  write(method: Exclude<Method, 'GET'>, path: string, body?: Body): Promise<unknown>;
}

/** Ms for everything that one runbook asks; GitHub wants a second between two writes. */
const DEADLINE_MS = 15 * 60_000;

/** The GitHub that GITHUB_API_URL names, with the token at hand. Throws PM-1002 and PM-7006. */
export async function openGitHub(
  io: Io,
  { deadlineMs = DEADLINE_MS }: { readonly deadlineMs?: number } = {},
): Promise<GitHubApi> {
  const found = await gitHubToken(io);
  if (found === undefined || !isToken(found.token)) {
    throw opsError('PM-7006', {
      what: 'a token for GitHub',
      why:
        found === undefined
          ? 'neither GITHUB_TOKEN nor GH_TOKEN is set, and `gh` has none'
          : `${found.source} holds characters that no token has`,
    });
  }
  // Octokit takes longer to load than `--help` may.
  const { readsOver } = await import('../../runtime/src/facts/github/client.js');
  const { connect } = await import('../../runtime/src/facts/github/connection.js');
  const api = apiOf(io.env);
  const connection = connect({
    api,
    unpaced: isLoopback(api),
    token: found.token,
    userAgent: `phase-mirror-ops/${packageVersion()}`,
    deadlineMs,
  });
  const lists = readsOver(connection);
  const answered = (sent: Sent, what: string): unknown => {
    if (sent.state === 'failed') throw gitHubError(what, sent);
    return sent.body;
  };
  return {
    ask: (path, accept) => connection.send('GET', path, undefined, accept),
    get: async (path) => answered(await connection.send('GET', path), `GET ${path}`),
    async list(path) {
      const reply = await lists.list(path);
      if (reply.state === 'failed') throw gitHubError(`GET ${path}`, reply);
      return reply.body as readonly unknown[];
    },
    write: async (method, path, body) =>
      answered(await connection.send(method, path, body), `${method} ${path}`),
  };
}

type Failed = Extract<Sent, { state: 'failed' }>;

/** PM-7007 where GitHub answered and refused, with what the token lacks; PM-7006 where it could not be asked. */
export function gitHubError(what: string, { code, status, why, needs }: Failed): Error {
  if (status === 422) return opsError('PM-7007', { what, why, remedy: 'Correct what it names.' });
  if (code !== 'github-hidden') {
    return opsError('PM-7006', { what, why: status === 0 ? why : `${why} (HTTP ${status})` });
  }
  const hidden = status === 404 ? ': it does not exist, or the token may not see it' : '';
  return opsError('PM-7007', {
    what,
    why: `${why} (HTTP ${status})${hidden}`,
    ...(needs === undefined ? {} : { remedy: `Give the token the permission ${needs}.` }),
  });
}

/** A call as the plan and `--dry-run` show it. */
export const shownCall = (method: Method, path: string, body?: Body): string =>
  `github:${method} ${path}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`;
