import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { alive } from '../frame/alive.js';

/** A process that can be told from a later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the system's own words; absent where the system does not say. */
  readonly started?: string;
}

export function identityOf(pid: number): ProcessIdentity {
  const started = startOf(pid);
  return started === undefined ? { pid } : { pid, started };
}

/** Whether that very process still runs. */
export function stillRuns({ pid, started }: ProcessIdentity): boolean {
  return alive(pid) && (started === undefined || startOf(pid) === started);
}

/**
 * Whether anything still runs in the process group that `leader` led. The leader itself may have
 * ended: a shell that started the tool, for example.
 */
export function groupStillRuns(leader: ProcessIdentity): boolean {
  if (stillRuns(leader)) return true;
  try {
    process.kill(-leader.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // The group exists; ended children that nobody waited for do not count.
  const members = membersOf(leader.pid);
  return members === undefined || members.some((pid) => alive(pid));
}

function startOf(pid: number): string | undefined {
  try {
    const fields = statFields(pid);
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${fields[START_FIELD] ?? ''}`;
  } catch {
    return process.platform === 'linux' ? undefined : startByPs(pid);
  }
}

// Counted from the state letter, which follows the name: pgrp is field 5 of proc(5), starttime 22.
const GROUP_FIELD = 2;
const START_FIELD = 19;

function statFields(pid: number): readonly string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function startByPs(pid: number): string | undefined {
  try {
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
    return text.trim() || undefined;
  } catch {
    return undefined;
  }
}

function membersOf(group: number): readonly number[] | undefined {
  let pids: readonly number[];
  try {
    pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return undefined;
  }
  return pids.filter((pid) => {
    try {
      return Number(statFields(pid)[GROUP_FIELD]) === group;
    } catch {
      // It ended while we looked.
      return false;
    }
  });
}
