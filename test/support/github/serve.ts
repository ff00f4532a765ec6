import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onLoopback } from '../loopback.js';
import type { FakeGitHub } from './fake.js';

export interface Served {
  /** Address of the API, for GITHUB_API_URL. */
  readonly api: string;
  readonly close: () => Promise<void>;
}

/** The fake on loopback, for what is given an address and not a `fetch`: another process, a real client. */
export async function serve(fake: FakeGitHub): Promise<Served> {
  const server = createServer((request, response) => {
    void carry(fake, request, response).catch(() => response.destroy());
  });
  const { address: api, close } = await onLoopback(server);
  Object.assign(fake.state, { api, uploads: api });
  return { api, close };
}

async function carry(
  fake: FakeGitHub,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const answer = await fake.fetch(`${fake.state.api}${request.url ?? '/'}`, {
    method: request.method ?? 'GET',
    headers: new Headers(
      Object.entries(request.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]),
    ),
    ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    signal: gone.signal,
  });
  response.writeHead(answer.status, headersOf(answer));
  response.end(Buffer.from(await answer.arrayBuffer()));
}

function headersOf(answer: Response): Record<string, string> {
  const headers: Record<string, string> = {};
  answer.headers.forEach((value, name) => (headers[name] = value));
  return headers;
}
