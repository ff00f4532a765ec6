import { fileURLToPath } from 'node:url';
import { maskedIo, type Io } from '../../ops/frame/io.js';
import { localIo } from '../../ops/local-aws/environment.js';
import { findLocalAws } from '../../ops/local-aws/state.js';
import { measureInTurns, type Bench } from './bench.js';
import { node } from './node-process.js';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
const { env, stdin, stdout, stderr } = process;
const io: Io = maskedIo({ env, stdin, stdout, stderr, root });

/** The environment `local` that is up now, found as the runbooks find it. */
async function running(): Promise<NodeJS.ProcessEnv | undefined> {
  const found = await findLocalAws(io);
  return found.kind === 'running' ? { ...localIo(io, found.local.endpoint).env } : undefined;
}

/**
 * Runbooks as an operator starts them, each a process of its own, on the environment that is up:
 * `npm run up && npm run bench -- runbooks && npm run down`, all three with the same PHASE_MIRROR_HOME where
 * it must be one of its own.
 */
export const bench: Bench = {
  name: 'runbooks',
  targets: [
    { case: 'nonce rotate', statistic: 'median', atMost: 3_000 },
    { case: 'smoke', statistic: 'median', atMost: 15_000 },
    { case: 'verify', statistic: 'median', atMost: 10_000 },
  ],
  async unless() {
    if ((await running()) !== undefined) return undefined;
    return 'no environment is up to measure smoke, verify and rotation on: `npm run up && npm run bench -- runbooks && npm run down`';
  },
  async run() {
    const own = (await running()) ?? env;
    const ops = (...args: readonly string[]) => ({
      samples: 3,
      warmup: 0,
      work: () => node(['ops/start.js', ...args], own),
    });
    // In turns: of two smokes at once, one would find the environment claimed.
    return measureInTurns([
      { name: 'smoke', ...ops('smoke', '--yes') },
      { name: 'verify', ...ops('verify') },
      // Leaves a version in its grace period each time, as every rotation does.
      { name: 'nonce rotate', ...ops('nonce', 'rotate', '--anyway', '--yes') },
    ]);
  },
};
