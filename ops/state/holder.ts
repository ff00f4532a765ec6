import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { basename } from 'node:path';
import { lockTime, type Lock } from '../terraform/lock-message.js';
import { stillRuns } from '../terraform/process-identity.js';
import { holderProcess } from './lock.js';

/** A process as `ps` lists it. */
export interface Running {
  readonly pid: number;
  /** Milliseconds since the epoch, to the second. */
  readonly started: number;
  readonly command: string;
}

const SLACK_MS = 2000;

/**
 * Why the holder of a lock of this machine may live; undefined when it does not. A lock does not say
 * which Terraform took it: any that ran already when it was taken, and still runs, may hold it.
 */
export function livingHolder(
  lock: Lock,
  running: () => readonly Running[] = ownProcesses,
): string | undefined {
  const named = holderProcess(lock);
  if (named !== undefined) {
    return stillRuns(named) ? `its holder runs on this machine (pid ${named.pid})` : undefined;
  }
  const taken = lockTime(lock);
  const suspects = running().filter(
    ({ command, started }) =>
      basename(command) === 'terraform' && (Number.isNaN(taken) || started <= taken + SLACK_MS),
  );
  if (suspects.length === 0) return undefined;
  const pids = suspects.map(({ pid }) => pid).join(', ');
  return `a Terraform that ran when the lock was taken still runs on this machine (pid ${pids})`;
}

/** The processes of this user; POSIX `ps`, the same on Linux and macOS. */
function ownProcesses(): readonly Running[] {
  const text = execFileSync(
    'ps',
    ['-u', String(userInfo().uid), '-o', 'pid=', '-o', 'etime=', '-o', 'comm='],
    { encoding: 'utf8' },
  );
  const now = Date.now();
  return text.split('\n').flatMap((line) => {
    const [, pid, elapsed, command] = /^\s*(\d+)\s+([\d:-]+)\s+(.*?)\s*$/.exec(line) ?? [];
    if (pid === undefined || elapsed === undefined || command === undefined) return [];
    return [{ pid: Number(pid), started: now - elapsedMs(elapsed), command }];
  });
}

/** `[[dd-]hh:]mm:ss` */
function elapsedMs(text: string): number {
  const [days, clock = ''] = text.includes('-') ? text.split('-') : ['0', text];
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return (Number(days) * 86_400 + seconds) * 1000;
}
