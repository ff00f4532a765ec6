import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the stand-in says to one call. */
export type StandInAnswer =
  { readonly fault: string; readonly status: number } | { readonly body: object };

/** Speaks for an AWS service on loopback and fails as told; the environment's own is not asked. */
export interface StandIn {
  readonly endpoint: string;
  /** Operations asked for so far, for example `DynamoDB_20120810.BatchGetItem`. */
  readonly calls: readonly string[];
  close(): Promise<void>;
}

/** The retries, time-outs and sockets that meet the fault are the runtime's real ones. */
export async function standIn(
  answer: (operation: string, nth: number) => StandInAnswer,
): Promise<StandIn> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const operation = String(request.headers['x-amz-target'] ?? 'unknown');
      calls.push(operation);
      say(response, answer(operation, calls.length));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function say(response: ServerResponse, answer: StandInAnswer): void {
  const [status, body] =
    'fault' in answer
      ? [
          answer.status,
          { __type: `com.amazonaws#${answer.fault}`, message: 'injected by the smoke' },
        ]
      : [200, answer.body];
  response
    .writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
    .end(JSON.stringify(body));
}
