import { join } from 'node:path';
import { EXIT } from '../../runtime/src/errors/index.js';
import type { Site } from '../aws/site.js';
import { commandError } from '../frame/command-error.js';
import { runTool, type ToolResult } from '../frame/process.js';
import { toolFailure } from '../frame/tool-failure.js';

/** Options of the runbook that `phase-mirror baseline` has as well. */
export type BaselineArgs = Readonly<Record<string, string | true | undefined>>;

/**
 * Runs `phase-mirror baseline COMMAND` on the environment's store: one implementation for the person at
 * the repository and for the operator. What it prints is redacted by it.
 */
export async function baselineCommand(
  site: Site,
  command: string,
  args: BaselineArgs,
): Promise<ToolResult> {
  const { context, deployment } = site;
  const { io } = context;
  const { environment, account, region } = deployment.scope;
  const given = Object.entries(args).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return value === true ? [`--${name}`] : [`--${name}`, value];
  });
  // A process of its own: the AWS SDK reads credentials from the process's environment only.
  return runTool(io, {
    command: process.execPath,
    args: [
      ...['--import', 'tsx', join(io.root, 'runtime/src/cli/main.ts'), 'baseline', command],
      ...['--store', 'aws', '--environment', environment, '--region', region],
      ...['--account', account, ...given],
    ],
    title: `phase-mirror baseline ${command}`,
    env: { PHASE_MIRROR_STORE: 'aws' },
  });
}

/** The `--json` document of a command that must succeed. Throws its coded error. */
export async function baselineDocument<T>(
  site: Site,
  command: string,
  args: BaselineArgs,
): Promise<T> {
  const result = await baselineCommand(site, command, { ...args, json: true });
  if (result.exit === EXIT.ok) return JSON.parse(result.stdout) as T;
  throw (
    commandError(result.stdout) ??
    toolFailure(site.context.io, 'PM-6013', `phase-mirror baseline ${command}`, result)
  );
}
