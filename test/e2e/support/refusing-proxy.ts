import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before the emulator and refuses some operations, as IAM would: the rest goes through. */
export interface RefusingProxy {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** `refused` is asked with the call's `x-amz-target`, or its path where it has none. */
export async function refusingProxy(
  upstream: string,
  refused: (operation: string) => boolean,
): Promise<RefusingProxy> {
  const server = createServer((incoming, response) => {
    const operation = String(incoming.headers['x-amz-target'] ?? incoming.url);
    if (refused(operation)) {
      incoming.resume();
      const body = { __type: 'AccessDeniedException', message: `not allowed: ${operation}` };
      response
        .writeHead(400, {
          'content-type': 'application/x-amz-json-1.0',
          'x-amzn-errortype': 'AccessDeniedException',
        })
        .end(JSON.stringify(body));
      return;
    }
    const { method, headers, url } = incoming;
    const passed = request(`${upstream}${url}`, { method, headers }, (answer: IncomingMessage) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
