import { setTimeout as sleep } from 'node:timers/promises';
import { opsError } from '../errors.js';
import { alive } from '../frame/alive.js';
import type { Io } from '../frame/io.js';
import type { Steps } from '../frame/steps.js';
import { findLocalAws, forgetState, type LocalAws } from './state.js';

const GRACE_MS = 5_000;
const POLL_MS = 50;

/** Stops the local AWS that this work folder started, by its pid; answers it, or undefined. */
export async function stopLocalAws(io: Io, steps: Steps): Promise<LocalAws | undefined> {
  const found = await findLocalAws(io);
  switch (found.kind) {
    case 'none':
      steps.skip('stop the local AWS', 'none was started here');
      return undefined;
    case 'gone':
      // Its pid may be somebody else's by now.
      forgetState(io);
      steps.skip('stop the local AWS', `pid ${found.local.pid} ended already`);
      return undefined;
    case 'running':
    case 'silent':
      await steps.run(`stop the local AWS (pid ${found.local.pid})`, () => endProcess(found.local));
      forgetState(io);
      return found.local;
  }
}

/** Ends a process that is known to be ours: SIGTERM, then SIGKILL. PM-7002 when it stays. */
export async function endProcess(
  { pid }: Pick<LocalAws, 'pid'>,
  graceMs = GRACE_MS,
): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
      throw opsError('PM-7002', { what: `pid ${pid} cannot be ended`, cause: error });
    }
    const until = Date.now() + graceMs;
    while (alive(pid) && Date.now() < until) await sleep(POLL_MS);
    if (!alive(pid)) return;
  }
  throw opsError('PM-7002', { what: `pid ${pid} cannot be ended` });
}
