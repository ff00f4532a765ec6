import { readdirSync, readFileSync } from 'node:fs';

/** Command lines of processes while something ran. */
export interface ArgumentWatch {
  /** Every distinct command line seen so far, arguments separated by spaces. */
  readonly seen: ReadonlySet<string>;
  stop(): void;
}

const EVERY_MS = 20;

/**
 * Samples `/proc/<pid>/cmdline` of every process of the machine, which is what any user of it could
 * do. Linux only: elsewhere it throws, since a watch that sees nothing proves nothing.
 */
export function watchArguments(): ArgumentWatch {
  if (process.platform !== 'linux') throw new Error('there is no /proc to sample here');
  const seen = new Set<string>();
  const timer = setInterval(() => sample(seen), EVERY_MS);
  timer.unref();
  return {
    seen,
    stop() {
      clearInterval(timer);
      sample(seen);
    },
  };
}

function sample(seen: Set<string>): void {
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      if (line !== '') seen.add(line);
    } catch {
      // It ended between the listing and the read.
    }
  }
}
