// `npm run ops -- NAME …`: the entry of every runbook.
import { fileURLToPath } from 'node:url';
import { runCommand } from './frame/command.js';
import { maskedIo } from './frame/io.js';
import { killRunning } from './frame/process-groups.js';
import { abortOnSignals } from './frame/signals.js';
import { RUNBOOKS } from './runbooks/index.js';

// A reader that went away (`npm run ops | head`) is no failure of ours.
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
process.exitCode = await runCommand(RUNBOOKS, process.argv.slice(2), io);
