import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runtimeError } from '../errors/index.js';
import { earlyRedactor } from '../privacy/index.js';

export interface ServedPage {
  /** 0 for a free one. */
  readonly port: number;
  /** The page as it is now. */
  readonly page: () => Promise<string>;
  readonly listening: (url: string) => void;
  /** Ends the server. */
  readonly signal: AbortSignal;
}

/** Shows one page on loopback until the signal. Throws PM-1002 when the port cannot be had. */
export async function servePage({ port, page, listening, signal }: ServedPage): Promise<void> {
  const server = createServer((request, response) => {
    answer(request, response, page).catch((error: unknown) => {
      // What can be expected stands on the page itself, so this is a bug: its words are for whoever asked.
      response.writeHead(500, PLAIN).end(`${earlyRedactor().text(String(error))}\n`);
    });
  });
  await new Promise<void>((open, refuse) => {
    server.once('error', (cause) =>
      refuse(
        runtimeError('PM-1002', {
          what: `--port ${port}`,
          why: cause.message,
          remedy: 'Name another one, or 0 for one that is free.',
          cause,
        }),
      ),
    );
    server.listen(port, '127.0.0.1', open);
  });
  listening(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await new Promise<void>((end) => {
    if (signal.aborted) end();
    else signal.addEventListener('abort', () => end(), { once: true });
  });
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
}

const PLAIN = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };

async function answer(
  { method, url, headers }: IncomingMessage,
  response: ServerResponse,
  page: () => Promise<string>,
): Promise<void> {
  // A page of the web that resolves its own name to this machine must not read it.
  if (!/^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(headers.host ?? '')) {
    response.writeHead(403, PLAIN).end('only 127.0.0.1 and localhost are answered\n');
  } else if (url !== '/') {
    response.writeHead(404, PLAIN).end('there is one page: /\n');
  } else if (method !== 'GET' && method !== 'HEAD') {
    response.writeHead(405, { ...PLAIN, allow: 'GET, HEAD' }).end('only GET\n');
  } else {
    const text = await page();
    response
      .writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
      })
      .end(text);
  }
}
