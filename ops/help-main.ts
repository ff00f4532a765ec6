import type { ExitCode } from '../runtime/src/errors/index.js';
import { runCommand } from './frame/command.js';
import { processIo } from './frame/process-io.js';
import { RUNBOOKS } from './runbooks/index.js';

/** Lists the runbooks or explains one of them. Bundled without what a runbook loads when it runs. */
export const answer = (args: readonly string[], root: string): Promise<ExitCode> =>
  runCommand(RUNBOOKS, args, processIo(root));
