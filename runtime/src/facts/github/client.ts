import type { GapCode } from '../gaps.js';
import { connect, type Connection, type GitHubOptions } from './connection.js';

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

const PER_PAGE = 100;
export const MAX_PAGES = 20;

/** GitHub's REST API over HTTPS: attempts, throttling, one deadline. Only ever reads. */
export const gitHub = (options: GitHubOptions): GitHub => readsOver(connect(options));

/** What is read, over a connection that may write as well. */
export function readsOver(connection: Connection): GitHub {
  const list = async (path: string, key?: string): Promise<Reply> => {
    const joint = path.includes('?') ? '&' : '?';
    const all: unknown[] = [];
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const reply = await connection.send(
        'GET',
        `${path}${joint}per_page=${PER_PAGE}&page=${page}`,
      );
      if (reply.state === 'failed') return reply;
      const items = key === undefined ? reply.body : (reply.body as Record<string, unknown>)?.[key];
      if (!Array.isArray(items)) return failed('github-malformed', 200, 'the answer is no list');
      all.push(...(items as unknown[]));
      if (!reply.more) return { state: 'answered', body: all };
    }
    return failed('github-limited', 200, `there are more than ${MAX_PAGES * PER_PAGE} entries`);
  };

  return { api: connection.api, get: (path) => connection.send('GET', path), list };
}

const failed = (code: GapCode, status: number, why: string): Reply => ({
  state: 'failed',
  code,
  status,
  why,
});
