import { maskedIo, type Io } from './io.js';
import { killRunning } from './process-groups.js';
import { abortOnSignals } from './signals.js';

/**
 * The Io of a whole process, for its entry alone: what it started ends with it, Ctrl-C cancels, and a
 * reader that went away (`npm run ops | head`) is no failure of ours.
 */
export function processIo(root: string): Io {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.on('exit', killRunning);
  return maskedIo({
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    env: process.env,
    root,
    signal: abortOnSignals(
      process,
      (line) => process.stderr.write(`${line}\n`),
      (code) => process.exit(code),
    ),
  });
}
