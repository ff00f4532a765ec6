import { createInterface } from 'node:readline/promises';
import { opsError } from '../errors.js';
import type { Context } from './runbook.js';

type Asked = Pick<Context, 'io' | 'yes' | 'environment' | 'confirmed'>;

/**
 * Asks the person before something is changed. `--yes` answers it. The default is No. Where real
 * changes are judged, a slip of the finger must not be enough: the person types the environment's
 * name, and `--yes` needs `--confirm production` beside it. Without a terminal nobody can answer:
 * PM-1001. Ctrl-C is PM-7005.
 */
export async function confirm(
  { io, yes, environment, confirmed }: Asked,
  question: string,
): Promise<boolean> {
  const typed = environment === 'production';
  if (confirmed !== undefined && confirmed !== environment) {
    throw opsError('PM-1001', {
      what: `--confirm ${confirmed}`,
      why: `the command is for ${environment}`,
      remedy: `Name the environment that you mean: --env and --confirm must be the same.`,
    });
  }
  if (yes && (!typed || confirmed === environment)) return true;
  if (yes) {
    throw opsError('PM-1001', {
      what: question,
      why: `--yes alone confirms nothing in ${environment}`,
      remedy: `Look at the plan with --dry-run; then run the same command with --yes --confirm ${environment}.`,
    });
  }
  if (io.stdin.isTTY !== true || io.stdout.isTTY !== true) {
    throw opsError('PM-1001', {
      what: question,
      why: 'nobody can be asked without a terminal',
      remedy: `Look at the plan with --dry-run; then run the same command with --yes${typed ? ` --confirm ${environment}` : ''}.`,
    });
  }
  io.stderr.write(
    typed ? `${question}\nType the environment's name to go on: ` : `${question} [y/N] `,
  );
  const lines = createInterface({ input: io.stdin });
  try {
    const answer = (await firstLine(lines, io.signal)).trim();
    return typed ? answer === environment : /^y(es)?$/i.test(answer);
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
