import type { FakeGitHub } from '../support/github/index.js';

export interface Parameters {
  readonly [name: string]: unknown;
  /** Bytes that are sent in place of JSON. */
  readonly data?: Uint8Array;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A refusal, or a connection that failed: then the status is 0. */
export class Failed extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Asks as Octokit does, without its attempts: parameters go to the places that the route has for them,
 * the others to the query of a GET and to the body of everything else.
 */
export async function ask(
  { fetch: send, state }: Pick<FakeGitHub, 'fetch' | 'state'>,
  route: string,
  { data, signal, ...given }: Parameters = {},
): Promise<Answer> {
  const [method = '', template = ''] = route.split(' ');
  const left = new Map(Object.entries(given));
  const path = template.replace(/\{([a-z_]+)\}/g, (_, name: string) => {
    const value = String(left.get(name));
    left.delete(name);
    return encodeURIComponent(value);
  });
  const url = new URL(path.replace(/\{\?.*$/, ''), state.api);
  const inQuery = method === 'GET' || data !== undefined;
  if (inQuery) left.forEach((value, name) => url.searchParams.set(name, String(value)));
  const body =
    data ?? (inQuery || left.size === 0 ? null : JSON.stringify(Object.fromEntries(left)));
  const answer = await send(url, {
    method,
    body: body as BodyInit | null,
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: Error) => {
    throw new Failed(0, error.message);
  });
  const text = await answer.text();
  const said = (text === '' ? {} : JSON.parse(text)) as Answer['data'];
  if (answer.status >= 400) throw new Failed(answer.status, String(said['message']));
  return { status: answer.status, headers: answer.headers, data: said };
}
