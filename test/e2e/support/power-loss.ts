import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildRun } from './runbook-run.js';

const LOOK_EVERY_MS = 10;

/** Waits for a line on a run's stderr. Throws, with all of it, when the run ends without one. */
export async function untilLine(run: ChildRun, pattern: RegExp): Promise<string> {
  const found = await nthLine(run, pattern, 1);
  if (found !== undefined) return found.line;
  throw new Error(`ended without a line like ${String(pattern)}:\n${run.stderr()}`);
}

/**
 * Waits for the n-th line of its kind on a run's stderr, and tells whether the run had ended before it was
 * seen; undefined when it ends with fewer.
 */
export async function nthLine(
  run: ChildRun,
  pattern: RegExp,
  n: number,
): Promise<{ readonly line: string; readonly ended: boolean } | undefined> {
  let over = false;
  void run.ended.then(() => (over = true));
  for (;;) {
    const ended = over;
    const line = run
      .stderr()
      .split('\n')
      .filter((one) => pattern.test(one))[n - 1];
    if (line !== undefined) return { line, ended };
    if (ended) return undefined;
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
