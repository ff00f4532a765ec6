import { setTimeout as sleep } from 'node:timers/promises';
import { opsError } from '../errors.js';
import type { Steps } from '../frame/steps.js';
import { systemProcesses, type InterruptedStep, type Processes } from './dead-run.js';

const POLL_MS = 500;
const SAY_EVERY_MS = 10_000;

/**
 * Waits until every Terraform that outlived its run has ended: it finishes what it began, writes the
 * state and releases its lock, which is better than anything that could be done from outside.
 */
export async function waitForOrphans(
  interrupted: readonly InterruptedStep[],
  steps: Pick<Steps, 'say'>,
  signal: AbortSignal,
  processes: Processes = systemProcesses,
): Promise<void> {
  let waited = 0;
  for (const { child, runbook, stack, what } of interrupted) {
    if (child === undefined) continue;
    for (let since = 0; processes.groupRuns(child); since += POLL_MS, waited += POLL_MS) {
      if (since % SAY_EVERY_MS === 0) {
        steps.say(
          `  ${runbook} died, but its Terraform (${what} of ${stack}, pid ${child.pid}) still works: waiting for it`,
        );
      }
      await sleep(POLL_MS, undefined, { signal }).catch(() => {
        throw opsError('PM-7005', { what: `waiting for pid ${child.pid}` });
      });
    }
  }
  if (waited > 0) steps.say('  it has ended');
}
