import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onLoopback } from '../support/loopback.js';
import { healthyS3, isS3, s3Error, type RawAnswer } from './s3-answers.js';

/** What the server does with a request instead of answering it well. */
export type Fault =
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly type: string;
      readonly more?: object;
    }
  | { readonly kind: 'silence' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'body'; readonly body: string }
  | { readonly kind: 'half' };

/** A call as it came over the wire. */
export interface Call {
  /** `DynamoDB_20120810.Query` */
  readonly target: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage['headers'];
  /** The body's bytes, one character each. */
  readonly raw: string;
}

export interface FaultServer {
  readonly endpoint: string;
  readonly calls: readonly Call[];
  /** Decides of every call, by its number from 0, which fault it meets. */
  fault: (call: Call, index: number) => Fault | undefined;
  /** Answers in place of the healthy ones. */
  answer: (call: Call) => object | undefined;
  /** The same for S3, whose answers are not JSON. */
  reply: (call: Call, index: number) => RawAnswer | undefined;
  /** What a healthy answer waits for. */
  hold: (call: Call) => Promise<unknown> | undefined;
  close(): Promise<void>;
}

/**
 * Speaks as much of the AWS JSON protocol as the runtime's calls need, on loopback, and breaks it as
 * told: the SDK, its retries, its time-outs and the sockets are the real ones.
 */
export async function faultServer(): Promise<FaultServer> {
  const calls: Call[] = [];
  const it = {
    calls,
    fault: (): Fault | undefined => undefined,
    answer: (): object | undefined => undefined,
    reply: (): RawAnswer | undefined => undefined,
    hold: (): Promise<unknown> | undefined => undefined,
  } as Omit<FaultServer, 'endpoint' | 'close'>;

  const server = createServer((request, response) => {
    void read(request).then((call) => {
      calls.push(call);
      const fault = it.fault(call, calls.length - 1);
      if (fault !== undefined) return breakIt(fault, call, request, response);
      if (isS3(call)) return sendRaw(response, it.reply(call, calls.length - 1) ?? healthyS3(call));
      const body = JSON.stringify(it.answer(call) ?? healthy(call));
      const held = it.hold(call);
      if (held === undefined) send(response, 200, body);
      else void held.then(() => send(response, 200, body));
    });
  });
  const { address: endpoint, close } = await onLoopback(server);
  return Object.assign(it, { endpoint, close });
}

async function read(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const target = String(request.headers['x-amz-target'] ?? `${request.method} ${request.url}`);
  const text = Buffer.concat(chunks).toString('utf8');
  let body: Record<string, unknown> = {};
  try {
    body = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // CBOR, XML or nothing: a service whose bodies no test reads.
  }
  const raw = Buffer.concat(chunks).toString('latin1');
  return { target, body, headers: request.headers, raw };
}

function send(response: ServerResponse, status: number, body: string): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
}

function sendRaw(response: ServerResponse, { status, headers, body }: RawAnswer): void {
  if (!response.destroyed) response.writeHead(status, headers).end(body);
}

function breakIt(
  fault: Fault,
  call: Call,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  switch (fault.kind) {
    case 'error': {
      if (isS3(call)) return sendRaw(response, s3Error(fault.status, fault.type));
      const body = JSON.stringify({
        __type: `com.amazonaws#${fault.type}`,
        message: 'told to fail',
        ...fault.more,
      });
      return send(response, fault.status, body);
    }
    case 'silence':
      return;
    case 'reset':
      request.socket.destroy();
      return;
    case 'body':
      return send(response, 200, fault.body);
    case 'half':
      response
        .writeHead(200, { 'content-length': '1000', etag: '"e1"', 'x-amz-version-id': 'v1' })
        .write('{"Items": [');
      return;
  }
}

/** What a service with empty tables answers. */
function healthy({ target, body }: Call): object {
  switch (target.split('.')[1] ?? '') {
    case 'Query':
    case 'Scan':
      return { Items: [], Count: 0, ScannedCount: 0 };
    case 'BatchGetItem':
      return { Responses: {}, UnprocessedKeys: {} };
    case 'UpdateItem':
      return { Attributes: { total: { N: '1' } } };
    case 'GetParametersByPath':
      return {
        Parameters: [
          {
            Name: `${String(body['Path'])}/redaction_nonce_v1`,
            Value: 'ab'.repeat(32),
            LastModifiedDate: 1,
          },
        ],
      };
    case 'GetParameters':
      return { Parameters: [], InvalidParameters: [] };
    default:
      return {};
  }
}
