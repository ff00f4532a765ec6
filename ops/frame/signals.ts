import { EXIT } from '../../runtime/src/errors/index.js';
import { killRunning } from './process-groups.js';

/** A Ctrl-C reaches a script of npm twice: from the terminal, and forwarded by npm. */
const SAME_KEYSTROKE_MS = 1_000;

export interface SignalSource {
  on(event: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
}

/**
 * The first Ctrl-C (or SIGTERM) aborts, so that running tools end themselves and release their
 * locks; the second ends them and this process at once with exit 130.
 */
export function abortOnSignals(
  source: SignalSource,
  say: (line: string) => void,
  exit: (code: number) => void,
  now: () => number = Date.now,
): AbortSignal {
  const controller = new AbortController();
  let first: number | undefined;
  const onSignal = (): void => {
    if (first === undefined) {
      first = now();
      say('stopping: waiting for running tools to end (Ctrl-C again ends them at once)');
      controller.abort();
    } else if (now() - first > SAME_KEYSTROKE_MS) {
      killRunning();
      exit(EXIT.cancelled);
    }
  };
  source.on('SIGINT', onSignal);
  source.on('SIGTERM', onSignal);
  return controller.signal;
}
