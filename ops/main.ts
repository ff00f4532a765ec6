// `npm run ops -- NAME …`: the entry of every runbook.
import { fileURLToPath } from 'node:url';
import { runCommand } from './frame/command.js';
import { processIo } from './frame/process-io.js';
import { RUNBOOKS } from './runbooks/index.js';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
process.exitCode = await runCommand(RUNBOOKS, process.argv.slice(2), processIo(root));
