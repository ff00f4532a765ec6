// `npm run release -- NAME [VERSION]`: the entry of the release tooling.
import { fileURLToPath } from 'node:url';
import { processIo } from '../ops/frame/process-io.js';
import { COMMANDS } from './commands/index.js';
import { runRelease } from './frame/command.js';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
process.exitCode = await runRelease(COMMANDS, process.argv.slice(2), processIo(root));
