import { isError, PhaseMirrorError, runtimeError } from '../errors/index.js';
import { patienceOf, type AwsOptions } from './connection.js';
import { deadlineOf } from './lean.js';

/** One call: what is asked of which resource, for errors and latency metrics. */
export interface Target {
  /** `DynamoDB` or another service. */
  readonly service: string;
  readonly operation: string;
  /** `table phase-mirror-local-fp-events`, `path /guardian/local`. */
  readonly resource: string;
}

/** Makes calls inside the deadline and turns what AWS throws into PM-3001. */
export interface Caller {
  <T>(target: Target, send: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** For a lean client: `send` sends a command with this `input`, made for this call, without options. */
  bounded<T>(target: Target, input: object, send: () => Promise<T>): Promise<T>;
  readonly region: string;
  readonly attempts: number;
}

export function caller(options: AwsOptions): Caller {
  const { deadlineMs, attempts } = patienceOf(options);
  /** Runs one call, with what ends it at its deadline. */
  const run = async <T>(target: Target, expire: () => void, send: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    let failed = true;
    // Not `AbortSignal.timeout`: its timer would go off, and cost, long after the answer.
    const timer = setTimeout(expire, deadlineMs);
    try {
      const answer = await send();
      failed = false;
      return answer;
    } catch (error) {
      throw awsError(target, options.region, error, deadlineMs);
    } finally {
      clearTimeout(timer);
      options.onCall?.({
        operation: `${target.service}.${target.operation}`,
        ms: performance.now() - started,
        failed,
      });
    }
  };
  const call = <T>(target: Target, send: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const deadline = new AbortController();
    return run(
      target,
      () => deadline.abort(),
      () => send(deadline.signal),
    );
  };
  const turn = turns();
  const bounded: Caller['bounded'] = (target, input, send) => {
    const deadline = deadlineOf(input);
    let late: (error: Error) => void = () => undefined;
    const expired = new Promise<never>((_, reject) => (late = reject));
    const expire = (): void => {
      deadline.aborted = true;
      deadline.onabort?.();
      // Between two attempts there is no request that could end the call.
      late(Object.assign(new Error('the deadline is over'), { name: 'AbortError' }));
    };
    return run(target, expire, () => Promise.race([turn().then(send), expired]));
  };
  return Object.assign(call, { bounded, region: options.region, attempts });
}

/**
 * Calls that begin together set out one after the other, each once the one before is on its way: so they
 * come back one after the other, and an answer is read while the next is still under way.
 */
function turns(): () => Promise<void> {
  let before = Promise.resolve();
  let ahead = 0;
  return () => {
    const mine = ahead === 0 ? Promise.resolve() : before;
    ahead += 1;
    before = mine
      .then(() => new Promise<void>((resolve) => setImmediate(resolve)))
      .then(() => void (ahead -= 1));
    return mine;
  };
}

/** An expected condition that the caller handles itself: it passes through `caller` unchanged. */
const HANDLED = new Set(['ConditionalCheckFailedException', 'TransactionCanceledException']);

export function errorName(error: unknown): string {
  return isError(error) ? error.name : typeof error;
}

function awsError(target: Target, region: string, error: unknown, deadlineMs: number): unknown {
  const name = errorName(error);
  if (error instanceof PhaseMirrorError || HANDLED.has(name)) return error;
  const cause = name === 'AbortError' ? `no answer within ${deadlineMs} ms` : causeOf(error, name);
  const remedy = REMEDIES.find(([form]) => form.test(name))?.[1];
  return runtimeError('PM-3001', {
    what: `${target.service} ${target.operation} on ${target.resource} in ${region}`,
    why: cause,
    ...(isUnreadable(error) ? {} : { cause: error }),
    ...(remedy === undefined ? {} : { remedy }),
  });
}

const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /AccessDenied|UnrecognizedClient|InvalidSignature|ExpiredToken|CredentialsProvider/,
    'Give the run credentials of the role that may do this; `aws sts get-caller-identity` shows which one it has.',
  ],
  [
    /ResourceNotFound|NoSuchBucket/,
    'Deploy the stack `data` of this environment: `npm run ops -- deploy --env <environment>`.',
  ],
  [
    /Throttl|ThroughputExceeded|RequestLimit|SlowDown/,
    'Wait and run again; if it lasts, look at the throttle alarms.',
  ],
];

/** What is thrown over an unreadable answer holds the answer: it goes no further, not even as a cause. */
function isUnreadable(error: unknown): boolean {
  return errorName(error) === 'SyntaxError' || (isError(error) && '$responseBodyText' in error);
}

function causeOf(error: unknown, name: string): string {
  if (!isError(error)) return String(error);
  // The parser quotes a piece of the answer, which may be a piece of a secret.
  if (name === 'SyntaxError') return `${name}: the answer is not JSON`;
  // A refused connection is an AggregateError without a message of its own.
  const [inner] = (error as { errors?: readonly unknown[] }).errors ?? [];
  const message = error.message || (isError(inner) ? inner.message : '');
  const attempts = (error as { $metadata?: { attempts?: number } }).$metadata?.attempts;
  const tried = attempts === undefined || attempts < 2 ? '' : ` (${attempts} attempts)`;
  return `${name}: ${message}${tried}`;
}

/** An answer that has not the form that the service promises. */
export function malformed(target: Target, region: string, missing: string): PhaseMirrorError {
  return runtimeError('PM-3001', {
    what: `${target.service} ${target.operation} on ${target.resource} in ${region}`,
    why: `the answer is malformed: ${missing}`,
  });
}

/** Waits with full jitter before the next attempt: 0 to 25 ms · 2^attempt, at most 1 s. */
export function backOff(attempt: number): Promise<void> {
  const most = Math.min(1_000, 25 * 2 ** attempt);
  return new Promise((resolve) => setTimeout(resolve, Math.random() * most));
}
