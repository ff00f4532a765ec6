import type { StackId } from '../../runtime/src/names/index.js';
import type { Steps } from '../frame/steps.js';
import type { TerraformEvent } from './events.js';

const EVERY_MS = 10_000;
const NAMED = 3;

/** Says every ten seconds what a long apply is still doing, and each failure as it happens. */
export function progressOf(
  stack: StackId,
  steps: Pick<Steps, 'say'>,
  now: () => number,
): { onEvent(event: TerraformEvent): void; stop(): void } {
  const start = now();
  const running = new Map<string, { readonly action: string; readonly since: number }>();
  let done = 0;
  const seconds = (since: number): string => `${Math.round((now() - since) / 1000)}s`;
  const timer = setInterval(() => {
    if (running.size === 0) return;
    const oldest = [...running].slice(0, NAMED);
    const named = oldest.map(
      ([address, { action, since }]) => `${action} ${address} ${seconds(since)}`,
    );
    const more = running.size - oldest.length;
    steps.say(
      `  ${stack} ${seconds(start)}: ${done} done; ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
    );
  }, EVERY_MS);
  timer.unref();
  return {
    onEvent(event) {
      if (event.type === 'started') {
        running.set(event.address, { action: event.action, since: now() });
      } else if (event.type === 'done') {
        running.delete(event.address);
        done++;
      } else if (event.type === 'failed') {
        running.delete(event.address);
        steps.say(`  ${stack} ${seconds(start)}: ${event.action} ${event.address} failed`);
      }
    },
    stop: () => clearInterval(timer),
  };
}
