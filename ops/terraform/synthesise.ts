import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment, StackId } from '../../runtime/src/names/index.js';
import { opsError } from '../errors.js';
import type { Io } from '../frame/io.js';
import { runTool } from '../frame/process.js';
import { shortPath } from '../frame/tool-failure.js';
import { environmentFolder } from '../frame/work-folder.js';

/** Where an environment's synthesised stacks lie: each environment has its own. */
export function synthesisFolder(io: Pick<Io, 'root' | 'env'>, environment: Environment): string {
  return join(environmentFolder(io, environment), 'cdktf.out');
}

/** Where each synthesised stack of an environment lies. */
export function stackFolders(
  io: Pick<Io, 'root' | 'env'>,
  environment: Environment,
): (stack: StackId) => string {
  return (stack) => join(synthesisFolder(io, environment), 'stacks', stack);
}

/**
 * Runs the app of cdktf.json for one environment, as `cdktf deploy` would. The app's own errors
 * (PM-1002 for a wrong setting) are shown as it wrote them. Throws PM-6001.
 */
export async function synthesise(
  io: Io,
  environment: Environment,
  outdir = synthesisFolder(io, environment),
): Promise<string> {
  const { app } = JSON.parse(readFileSync(join(io.root, 'cdktf.json'), 'utf8')) as { app: string };
  mkdirSync(outdir, { recursive: true });
  const log = join(environmentFolder(io, environment), 'logs', 'synth.log');
  const result = await runTool(io, {
    command: 'sh',
    args: ['-c', app],
    env: { TF_WORKSPACE: environment, CDKTF_OUTDIR: outdir },
    log,
  });
  if (result.exit !== 0) {
    throw opsError('PM-6001', {
      what: `the synthesis of ${environment} ended with exit ${result.exit}`,
      why: `\n    ${result.output.trimEnd().split('\n').slice(-12).join('\n    ')}\n  log: ${shortPath(io.root, log)}`,
      remedy: 'Correct what is named, then run the same command again.',
    });
  }
  return outdir;
}
