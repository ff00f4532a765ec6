import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { localAwsEnv } from '../../../ops/local-aws/environment.js';
import type { LocalEnvironment } from './local-environment.js';
import { ROOT } from './requirements.js';

export interface Ran {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface As {
  /** Access key id: tells whose calls they are in the request log. */
  readonly caller: string;
  readonly runId: string;
}

const ARGS = ['--import', 'tsx', 'runtime/src/cli/main.ts'];

function settings(
  place: LocalEnvironment,
  { caller, runId }: As,
): { cwd: string; env: NodeJS.ProcessEnv } {
  const aws = localAwsEnv(place.local.endpoint);
  const own = { AWS_ACCESS_KEY_ID: caller, GITHUB_RUN_ID: runId };
  return { cwd: ROOT, env: { ...place.env, ...aws, ...own } };
}

/** `phase-mirror` as CI runs it: a process of its own, which has nothing but its variables. */
export function phaseMirror(place: LocalEnvironment, as: As, args: readonly string[]): Ran {
  const options = { ...settings(place, as), encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...ARGS, ...args], options);
  return { exit: status, stdout, stderr };
}

/** The same, while it runs. */
export function startPhaseMirror(
  place: LocalEnvironment,
  as: As,
  args: readonly string[],
): ChildProcessByStdio<null, Readable, Readable> {
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
  return spawn(process.execPath, [...ARGS, ...args], { ...settings(place, as), stdio });
}
