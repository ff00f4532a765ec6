import { createInterface } from 'node:readline/promises';
import { opsError } from '../errors.js';
import type { Context } from './runbook.js';

/**
 * Asks the person before something is changed. `--yes` answers it. The default is No. Without a
 * terminal nobody can answer: PM-1001. Ctrl-C is PM-7005.
 */
export async function confirm(
  { io, yes }: Pick<Context, 'io' | 'yes'>,
  question: string,
): Promise<boolean> {
  if (yes) return true;
  if (io.stdin.isTTY !== true || io.stdout.isTTY !== true) {
    throw opsError('PM-1001', {
      what: question,
      why: 'nobody can be asked without a terminal',
      remedy: 'Look at the plan with --dry-run; then run the same command with --yes.',
    });
  }
  io.stderr.write(`${question} [y/N] `);
  const lines = createInterface({ input: io.stdin });
  try {
    return /^y(es)?$/i.test((await firstLine(lines, io.signal)).trim());
  } finally {
    lines.close();
  }
}

function firstLine(
  lines: ReturnType<typeof createInterface>,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const cancel = (): void => reject(opsError('PM-7005', { what: 'the confirmation' }));
    if (signal.aborted) return cancel();
    signal.addEventListener('abort', cancel, { once: true });
    lines.once('line', resolve);
    // End of input is no answer, and no answer is No.
    lines.once('close', () => resolve(''));
  });
}
