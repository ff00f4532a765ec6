import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { makeExample } from '../../../ops/examples.js';
import { localAwsEnv } from '../../../ops/local-aws/environment.js';
import type { LocalEnvironment } from './local-environment.js';
import { ROOT } from './requirements.js';

interface Line {
  readonly exit: number;
  readonly said: string;
}

/** Runtimes that judge changes on an environment while something is done to it. */
export interface Load {
  /** Waits until every runtime has judged `n` more changes. Throws when one has ended. */
  more(n: number): Promise<void>;
  /** Ends it; answers the evaluations that were made. */
  end(): Promise<readonly Line[]>;
}

export interface Verdicts {
  readonly evaluations: number;
  /** Evaluations that did not end with a decision. */
  readonly failures: number;
  /** Reports whose seal a fresh runtime could not verify. */
  readonly unverifiable: number;
  /** Verified reports by the version that sealed them. */
  readonly byVersion: Readonly<Record<string, number>>;
}

const MAIN = fileURLToPath(new URL('./evaluating-main.ts', import.meta.url));

function start(place: LocalEnvironment, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], {
    cwd: ROOT,
    env: {
      ...place.env,
      ...localAwsEnv(place.local.endpoint),
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function linesOf(child: ChildProcess): Line[] {
  const lines: Line[] = [];
  let rest = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts.map((part) => JSON.parse(part) as Line));
  });
  return lines;
}

const ending = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => void child.once('close', () => resolve()));

/** Starts `runtimes` processes which judge the sound change; their reports go to `folder`. */
export async function startLoad(
  place: LocalEnvironment,
  folder: string,
  runtimes: number,
): Promise<Load> {
  mkdirSync(folder, { recursive: true });
  const { folder: repository } = await makeExample('sound', join(place.home, 'examples', 'load'));
  const children = Array.from({ length: runtimes }, () => {
    const child = start(place, ['judge', repository, folder]);
    return { child, lines: linesOf(child), ended: ending(child) };
  });
  return {
    async more(n) {
      const goals = children.map(({ lines }) => lines.length + n);
      while (children.some(({ lines }, i) => lines.length < (goals[i] ?? 0))) {
        if (children.some(({ child }) => child.exitCode !== null)) {
          throw new Error('a runtime of the load has ended');
        }
        await sleep(50);
      }
    },
    async end() {
      for (const { child } of children) child.kill('SIGTERM');
      await Promise.all(children.map(({ ended }) => ended));
      return children.flatMap(({ lines }) => lines);
    },
  };
}

/** Lets a fresh runtime verify every report of the load, and counts. */
export async function verdictsOf(
  place: LocalEnvironment,
  folder: string,
  evaluations: readonly Line[],
): Promise<Verdicts> {
  const child = start(place, ['verify', folder]);
  const lines = linesOf(child);
  await ending(child);
  const byVersion: Record<string, number> = {};
  for (const { exit, said } of lines) {
    const version = exit === 0 ? /seal verified under nonce (v\d+)/.exec(said)?.[1] : undefined;
    if (version !== undefined) byVersion[version] = (byVersion[version] ?? 0) + 1;
  }
  const verified = Object.values(byVersion).reduce((sum, n) => sum + n, 0);
  return {
    evaluations: evaluations.length,
    failures: evaluations.filter(({ exit }) => exit !== 0).length,
    unverifiable: evaluations.length - verified,
    byVersion,
  };
}
