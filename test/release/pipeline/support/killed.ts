import { spawn } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { World } from './world.js';

const DRIVER = fileURLToPath(new URL('driver.ts', import.meta.url));
const PROJECT = fileURLToPath(new URL('../../../..', import.meta.url));

export interface Died {
  readonly signal: NodeJS.Signals | null;
  readonly exit: number | null;
  readonly err: string;
}

/** Runs a command in a process of its own; `onStart` gets its pid. Answers how it ended. */
export function inProcess(
  { root, env }: World,
  args: readonly string[],
  { killAt = 0, onStart }: { readonly killAt?: number; onStart?: (pid: number) => void } = {},
): Promise<Died> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', DRIVER, root, ...args], {
      cwd: PROJECT,
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        ...env,
        KILL_AT: String(killAt),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (child.pid !== undefined) onStart?.(child.pid);
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('error', reject);
    child.on('close', (exit, signal) => resolve({ exit, signal, err }));
  });
}

/** Where a process may die in the middle of an act. */
export type Inside = (world: World, args: readonly string[]) => Promise<Died>;

/** The remote kills who pushes the tag: before it has taken the push, or after. */
export const insidePush =
  (when: 'pre-receive' | 'post-receive', taken: boolean): Inside =>
  async (world, args) => {
    const hook = join(world.remote, 'hooks', when);
    const pid = join(world.remote, 'pusher.pid');
    const script = [
      '#!/bin/sh',
      'while read old new ref; do',
      `  case $ref in refs/tags/*) kill -9 $(cat ${pid}); ${taken ? 'exit 0' : 'exit 1'};; esac`,
      'done',
    ];
    writeFileSync(hook, `${script.join('\n')}\n`);
    chmodSync(hook, 0o755);
    const died = await inProcess(world, args, {
      onStart: (number) => writeFileSync(pid, String(number)),
    });
    rmSync(hook);
    return died;
  };

/** GitHub is asked, and the asker dies: before it was carried out, or before its answer comes. */
export const insideRequest =
  (on: string, count: number, carriedOut: boolean): Inside =>
  async (world, args) => {
    const { github } = world;
    const { fetch: send } = github;
    let pid = 0;
    let seen = 0;
    const deadly: typeof fetch = async (input, init) => {
      const url = new URL(input as string);
      if (`${init?.method ?? 'GET'} ${url.pathname}`.includes(on)) seen += 1;
      else return send(input, init);
      if (seen !== count) return send(input, init);
      if (carriedOut) await send(input, init);
      process.kill(pid, 'SIGKILL');
      throw new TypeError('nobody waits for the answer');
    };
    Object.assign(github, { fetch: deadly });
    const died = await inProcess(world, args, { onStart: (number) => (pid = number) });
    Object.assign(github, { fetch: send });
    return died;
  };

/** A state without the names of runs, which differ. */
export const withoutRuns = (state: unknown): unknown =>
  JSON.parse(JSON.stringify(state).replaceAll(/phase-mirror release \S+ --/g, ''));
