import { known, unknown, type Answer, type Gap } from '../answer.js';
import type { GitHub, Reply } from './client.js';
import { Missing, partOf, type Part } from './part.js';

/** The permission of a fine-grained token or of `permissions:` in a workflow that shows an answer. */
export const NEEDS = {
  metadata: 'metadata: read',
  contents: 'contents: read',
  pulls: 'pull-requests: read',
  checks: 'checks: read',
  administration: 'administration: read',
} as const;

/** Asks, and turns what is not answered into a gap. */
export interface Asker {
  raw(path: string): Promise<Reply>;
  get<T>(path: string, needs: string, read: (body: unknown) => T): Promise<Answer<T>>;
  list<T>(
    path: string,
    needs: string,
    read: (body: unknown) => T,
    key?: string,
  ): Promise<Answer<T>>;
}

export function asker(github: GitHub): Asker {
  return {
    raw: (path) => github.get(path),
    get: async (path, needs, read) => answerOf(path, await github.get(path), needs, read),
    list: async (path, needs, read, key) =>
      answerOf(path, await github.list(path, key), needs, read),
  };
}

export function answerOf<T>(
  path: string,
  reply: Reply,
  needs: string,
  read: (body: unknown) => T,
): Answer<T> {
  if (reply.state === 'failed') return unknown(gapOf(path, reply, needs));
  try {
    return known(read(reply.body));
  } catch (cause) {
    if (!(cause instanceof Missing)) throw cause;
    return unknown({ code: 'github-malformed', reason: `GET ${bare(path)}: ${cause.message}` });
  }
}

export function gapOf(
  path: string,
  reply: Extract<Reply, { state: 'failed' }>,
  needs: string,
): Gap {
  const { code, status, why } = reply;
  const said = code === 'github-hidden' ? `status ${status}${why === '' ? '' : `, ${why}`}` : why;
  const reason = `GET ${bare(path)}: ${said}`;
  return code === 'github-hidden' ? { code, reason, missing: needs } : { code, reason };
}

/** What is asked for is told by the path; the query only narrows it. */
const bare = (path: string): string => path.split('?')[0] as string;

/** The answer as an object; throws Missing when it is none. */
export function object(body: unknown): Part {
  const part = partOf(body, '');
  if (part === undefined) throw new Missing('the answer is no object');
  return part;
}
