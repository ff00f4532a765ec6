import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/** How patient a call to AWS is. Milliseconds. */
export interface Patience {
  /** HTTP requests a call may make: the first and its retries. */
  readonly attempts: number;
  readonly connectMs: number;
  /** From the request's end to the answer's beginning. */
  readonly answerMs: number;
  /** Whole call, retries and waits included. */
  readonly deadlineMs: number;
}

export const PATIENCE: Patience = {
  attempts: 3,
  connectMs: 1_000,
  answerMs: 2_000,
  deadlineMs: 8_000,
};

/** Where and how the AWS rooms call. */
export interface AwsOptions {
  readonly region: string;
  /** Another endpoint than AWS, for example an emulator on loopback. */
  readonly endpoint?: string | undefined;
  /** Static credentials; by default the SDK's own chain finds them. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly patience?: Partial<Patience>;
  /** Told after every call how long it took, and whether it failed. Never throws. */
  readonly onCall?: (call: AwsCall) => void;
}

export interface AwsCall {
  /** `DynamoDB.Query`, `SSM.GetParametersByPath`. */
  readonly operation: string;
  readonly ms: number;
  readonly failed: boolean;
}

export function patienceOf(options: AwsOptions): Patience {
  return { ...PATIENCE, ...options.patience };
}

export function handlerSettings(options: AwsOptions): NodeHttpHandlerOptions {
  const { connectMs, answerMs } = patienceOf(options);
  const sockets = { keepAlive: true, maxSockets: 64 };
  return {
    connectionTimeout: connectMs,
    requestTimeout: answerMs,
    // Without this the SDK writes a warning when the time is over, and goes on waiting.
    throwOnRequestTimeout: true,
    // A body that stops half-way has no other time limit.
    socketTimeout: answerMs,
    httpAgent: new HttpAgent(sockets),
    httpsAgent: new HttpsAgent(sockets),
  };
}

/** Settings that every client of the runtime shares. */
export function clientSettings(options: AwsOptions): {
  region: string;
  maxAttempts: number;
  requestHandler: NodeHttpHandler;
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
} {
  return {
    region: options.region,
    maxAttempts: patienceOf(options).attempts,
    requestHandler: new NodeHttpHandler(handlerSettings(options)),
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    ...(options.credentials === undefined ? {} : { credentials: { ...options.credentials } }),
  };
}
