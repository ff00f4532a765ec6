import type { SSMClient } from '@aws-sdk/client-ssm';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { PROJECT } from '../names/index.js';
import { clientSettings, handlerSettings, type AwsOptions } from './connection.js';

/** When a call is over; told to the socket that waits for its answer. */
interface Deadline {
  aborted: boolean;
  onabort: (() => void) | null;
}

/** Deadlines by the input of the call, and by its request once there is one. */
const deadlines = new WeakMap<object, Deadline>();

/** Gives the call with this input a deadline: `input` is of one call only. */
export function deadlineOf(input: object): Deadline {
  // The SDK's older form of an abort signal; an `AbortSignal` and its listeners cost twenty times as much.
  const deadline: Deadline = { aborted: false, onabort: null };
  deadlines.set(input, deadline);
  return deadline;
}

class BoundedHandler extends NodeHttpHandler {
  override handle(
    ...[request, options]: Parameters<NodeHttpHandler['handle']>
  ): ReturnType<NodeHttpHandler['handle']> {
    const deadline = deadlines.get(request);
    return super.handle(request, deadline === undefined ? options : { abortSignal: deadline });
  }
}

/** Settings of a lean client: it puts its steps together once for a command, not for every call. */
export function leanSettings(
  options: AwsOptions,
): ReturnType<typeof clientSettings> & { cacheMiddleware: true } {
  const requestHandler = new BoundedHandler(handlerSettings(options));
  return { ...clientSettings(options), requestHandler, cacheMiddleware: true };
}

type Step = (args: { readonly input: object; readonly request?: unknown }) => Promise<never>;
interface Stack {
  remove(name: string): boolean;
  add(
    step: (next: Step) => Step,
    where: { step: 'build' | 'deserialize'; priority: 'low'; name: string },
  ): void;
}

type SignerOf = SSMClient['config']['signer'];
interface Config {
  readonly protocol: object;
  signer: SignerOf;
}

/**
 * Writes requests of JSON protocols. What the lean clients send is JSON as it stands: no bytes, no dates,
 * no tokens to be made up; the SDK would look up the schema of every text of a hundred keys.
 */
class PlainJson {
  #body = '{}';

  write(_: unknown, input: object): void {
    this.#body = JSON.stringify(input);
  }

  flush(): string {
    return this.#body;
  }
}

/**
 * Makes a client lean: without the steps that do nothing for us and cost each call (copies of input and
 * output for a logger that drops them, the look for a Lambda function that calls itself, the name of
 * every part of the SDK for the user agent), and with one that brings the deadline from the input to the
 * request. Calls without options use what was put
 * together once; `Caller.bounded` gives those their deadline.
 */
export function leanClient<C extends { middlewareStack: object; config: Config }>(client: C): C {
  const { protocol, signer } = client.config;
  Object.assign(protocol, { serializer: new PlainJson() });
  // One signer for all calls; it asks for the credentials at each.
  let known: ReturnType<SignerOf> | undefined;
  client.config.signer = (scheme) => (known ??= signer(scheme));
  const stack = client.middlewareStack as Stack;
  stack.remove('loggerMiddleware');
  stack.remove('recursionDetectionMiddleware');
  stack.remove('getUserAgentMiddleware');
  const introduce = (next: Step): Step => {
    return (args) => {
      (args.request as { headers: Record<string, string> }).headers['user-agent'] = PROJECT;
      return next(args);
    };
  };
  const bind = (next: Step): Step => {
    return (args) => {
      const deadline = deadlines.get(args.input);
      if (deadline !== undefined) deadlines.set(args.request as object, deadline);
      return next(args);
    };
  };
  stack.add(introduce, { step: 'build', priority: 'low', name: 'userAgent' });
  stack.add(bind, { step: 'deserialize', priority: 'low', name: 'deadline' });
  return client;
}
