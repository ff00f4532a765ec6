import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Io } from '../frame/io.js';
import { workFolder } from '../frame/work-folder.js';
import { alive } from '../frame/alive.js';
import { commandOf } from './command-of.js';

/** One run of the local AWS, in its own words. */
export interface LocalAws {
  /** Differs from run to run: nothing of an earlier one is kept. */
  readonly instance: string;
  readonly pid: number;
  readonly port: number;
  readonly endpoint: string;
  readonly moto: string;
  readonly startedAt: string;
  /** JSON line per call: time, service, action, resources, region, caller, status, ms. */
  readonly requestLog: string;
}

export interface LocalAwsFiles {
  readonly folder: string;
  /** Written by the emulator once it listens. */
  readonly state: string;
  readonly log: string;
  readonly requestLog: string;
  readonly lock: string;
}

export function localAwsFiles(io: Pick<Io, 'root' | 'env'>): LocalAwsFiles {
  const folder = join(workFolder(io), 'local-aws');
  return {
    folder,
    state: join(folder, 'state.json'),
    log: join(folder, 'emulator.log'),
    requestLog: join(folder, 'requests.jsonl'),
    lock: join(folder, 'start.lock'),
  };
}

/**
 * Milliseconds until an emulator counts as silent. Under a deploy on a small machine an answer may
 * take seconds, and one that is stopped for it takes the environment with it.
 */
const ANSWER_MS = 15_000;

/** What a state file leads to. `silent`: its process runs and is ours, but does not answer. */
export type Found =
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly local: LocalAws }
  | { readonly kind: 'silent'; readonly local: LocalAws }
  | { readonly kind: 'gone'; readonly local: LocalAws };

/**
 * Looks for the local AWS that the work folder speaks of. A pid or port that something else took
 * over since (a reboot, say) is `gone`: only the instance id counts.
 */
export async function findLocalAws(
  io: Pick<Io, 'root' | 'env'>,
  answerMs = ANSWER_MS,
): Promise<Found> {
  const local = readState(localAwsFiles(io).state);
  if (local === undefined) return { kind: 'none' };
  const answered = await identityAt(local.endpoint, answerMs);
  if (answered === local.instance) return { kind: 'running', local };
  const ours =
    alive(local.pid) && commandOf(local.pid)?.split(' ').includes(local.instance) === true;
  return { kind: ours ? 'silent' : 'gone', local };
}

export function forgetState(io: Pick<Io, 'root' | 'env'>): void {
  rmSync(localAwsFiles(io).state, { force: true });
}

export function makeFolder(io: Pick<Io, 'root' | 'env'>): LocalAwsFiles {
  const files = localAwsFiles(io);
  mkdirSync(files.folder, { recursive: true, mode: 0o700 });
  return files;
}

/** The state file's content; undefined when there is none or it is not one of ours. */
export function readState(path: string): LocalAws | undefined {
  try {
    const state = JSON.parse(readFileSync(path, 'utf8')) as Partial<LocalAws>;
    const whole =
      typeof state.instance === 'string' &&
      typeof state.pid === 'number' &&
      typeof state.endpoint === 'string';
    return whole ? (state as LocalAws) : undefined;
  } catch {
    return undefined;
  }
}

/** The instance id that answers at an endpoint; undefined when nothing of ours answers there. */
export async function identityAt(
  endpoint: string,
  answerMs = ANSWER_MS,
): Promise<string | undefined> {
  try {
    const answer = await fetch(`${endpoint}/moto-api/phase-mirror`, {
      signal: AbortSignal.timeout(answerMs),
    });
    return ((await answer.json()) as Partial<LocalAws>).instance;
  } catch {
    return undefined;
  }
}
