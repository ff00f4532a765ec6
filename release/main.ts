// `npm run release -- NAME VERSION`: the entry of the release tooling.
import { fileURLToPath } from 'node:url';
import { maskedIo } from '../ops/frame/io.js';
import { killRunning } from '../ops/frame/process-groups.js';
import { abortOnSignals } from '../ops/frame/signals.js';
import { COMMANDS } from './commands/index.js';
import { runRelease } from './frame/command.js';

// A reader that went away (`npm run release -- notes 1.0.0 | head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.on('exit', killRunning);

const io = maskedIo({
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  root: fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, ''),
  signal: abortOnSignals(
    process,
    (line) => process.stderr.write(`${line}\n`),
    (code) => process.exit(code),
  ),
});
process.exitCode = await runRelease(COMMANDS, process.argv.slice(2), io);
