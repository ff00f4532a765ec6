import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildRun } from './runbook-run.js';

const LOOK_EVERY_MS = 20;

/** Waits for a line on a run's stderr. Throws, with all of it, when the run ends without one. */
export async function untilLine(run: ChildRun, pattern: RegExp): Promise<string> {
  let over = false;
  void run.ended.then(() => (over = true));
  for (;;) {
    const last = over;
    const found = run
      .stderr()
      .split('\n')
      .find((line) => pattern.test(line));
    if (found !== undefined) return found;
    if (last) throw new Error(`ended without a line like ${String(pattern)}:\n${run.stderr()}`);
    await sleep(LOOK_EVERY_MS);
  }
}

/** `kill -9` of the runbook alone: the tools that it started live on. */
export async function killAlone(run: ChildRun): Promise<void> {
  run.child.kill('SIGKILL');
  await run.ended;
}

/** `kill -9` of the runbook and of everything below it, as when the machine loses power. */
export async function losePower(run: ChildRun): Promise<void> {
  // The list first, then the parents first: a process that is killed cannot start another one.
  for (const pid of withDescendants(run.child.pid ?? 0)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
  }
  await run.ended;
}

function withDescendants(pid: number): readonly number[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
  const children = stdout.split('\n').map(Number);
  return [pid, ...children.filter((child) => child > 0).flatMap(withDescendants)];
}
