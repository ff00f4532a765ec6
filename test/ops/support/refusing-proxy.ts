import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call on its way: `DynamoDB_20120810.RestoreTableFromBackup`, or `PUT /bucket/key` for S3. */
export interface PassingCall {
  readonly target: string;
  readonly body: string;
}

export interface RefusingProxy {
  readonly endpoint: string;
  /** Which calls are answered with `AccessDenied` and never reach the emulator. */
  refuse: (call: PassingCall) => boolean;
  /** What a call waits for before it goes on. */
  hold: (call: PassingCall) => Promise<unknown> | undefined;
  close(): Promise<void>;
}

/** Stands in front of an emulator, which enforces no rights, and refuses what a role could not do. */
export async function refusingProxy(upstream: string): Promise<RefusingProxy> {
  const it: Pick<RefusingProxy, 'refuse' | 'hold'> = {
    refuse: () => false,
    hold: () => undefined,
  };
  const server = createServer((incoming, outgoing) => {
    void bodyOf(incoming).then(async (body) => {
      const named = incoming.headers['x-amz-target'];
      const target =
        typeof named === 'string' ? named : `${incoming.method ?? ''} ${incoming.url ?? ''}`;
      const call = { target, body: body.toString('utf8') };
      await it.hold(call);
      if (it.refuse(call)) {
        const json = typeof named === 'string';
        outgoing.writeHead(json ? 400 : 403, {
          'content-type': json ? 'application/x-amz-json-1.0' : 'application/xml',
        });
        const message = 'told to refuse';
        outgoing.end(
          json
            ? JSON.stringify({ __type: 'com.amazonaws#AccessDeniedException', message })
            : `<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>${message}</Message></Error>`,
        );
        return;
      }
      const onward = request(
        new URL(incoming.url ?? '/', upstream),
        { method: incoming.method, headers: incoming.headers },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        },
      );
      onward.on('error', () => outgoing.destroy());
      onward.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(it, {
    endpoint: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
