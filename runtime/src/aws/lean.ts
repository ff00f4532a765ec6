import { NodeHttpHandler } from '@smithy/node-http-handler';
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
    where: { step: 'deserialize'; priority: 'low'; name: string },
  ): void;
}

/**
 * Makes a client lean: without the steps that do nothing for us and cost each call (copies of input and
 * output for a logger that drops them, the look for a Lambda function that calls itself), and with one
 * that brings the deadline from the input to the request. Calls without options use what was put
 * together once; `Caller.bounded` gives those their deadline.
 */
export function leanClient<C extends { middlewareStack: object }>(client: C): C {
  const stack = client.middlewareStack as Stack;
  stack.remove('loggerMiddleware');
  stack.remove('recursionDetectionMiddleware');
  const bind = (next: Step): Step => {
    return (args) => {
      const deadline = deadlines.get(args.input);
      if (deadline !== undefined) deadlines.set(args.request as object, deadline);
      return next(args);
    };
  };
  stack.add(bind, { step: 'deserialize', priority: 'low', name: 'deadline' });
  return client;
}
