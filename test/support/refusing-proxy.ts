import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { onLoopback } from './loopback.js';

/** A call on its way: `DynamoDB_20120810.RestoreTableFromBackup`, or method and path where it has no such name. */
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
export async function refusingProxy(
  upstream: string,
  refuse: RefusingProxy['refuse'] = () => false,
): Promise<RefusingProxy> {
  const it: Pick<RefusingProxy, 'refuse' | 'hold'> = {
    refuse,
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
        denyTo(incoming, outgoing, target);
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
  const { address: endpoint, close } = await onLoopback(server);
  return Object.assign(it, { endpoint, close });
}

/** In the caller's protocol: S3 reads XML, all others look at the header and may read JSON. */
function denyTo(incoming: IncomingMessage, outgoing: ServerResponse, target: string): void {
  const type = 'AccessDeniedException';
  const message = `not allowed: ${target}`;
  if (/\/s3\/aws4_request/.test(incoming.headers.authorization ?? '')) {
    outgoing
      .writeHead(403, { 'content-type': 'application/xml' })
      .end(
        `<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>told to refuse</Message></Error>`,
      );
    return;
  }
  outgoing
    .writeHead(400, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': type })
    .end(JSON.stringify({ __type: type, message }));
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
