import { opsError } from '../errors.js';
import type { Io } from './io.js';

/** Append-only step lines that read the same in CI, in scrollback and in a test. */
export interface Steps {
  /**
   * Prints `> title`, runs, prints `ok title 1.2s` or `FAIL title 1.2s`, and rethrows. Once the
   * runbook is cancelled no further step starts: PM-7005.
   */
  run<T>(
    title: string,
    work: () => T | Promise<T>,
    note?: (result: T) => string | undefined,
  ): Promise<T>;
  skip(title: string, reason: string): void;
  /** A line of talk that is no step. */
  say(text: string): void;
  /** What ran so far, in order, for `--json`. */
  readonly done: readonly StepRecord[];
}

export interface StepRecord {
  readonly title: string;
  readonly outcome: 'ok' | 'failed' | 'skipped';
  readonly ms: number;
  readonly note?: string;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)}s`;

export function steps(io: Pick<Io, 'stderr' | 'now' | 'signal'>): Steps {
  const done: StepRecord[] = [];
  const line = (text: string): void => void io.stderr.write(`${text}\n`);
  return {
    done,
    async run(title, work, note) {
      if (io.signal.aborted) throw opsError('PM-7005', { what: title });
      const start = io.now();
      line(`> ${title}`);
      try {
        const result = await work();
        const ms = io.now() - start;
        const said = note?.(result);
        done.push({ title, outcome: 'ok', ms, ...(said === undefined ? {} : { note: said }) });
        line(`ok ${title} ${seconds(ms)}${said === undefined ? '' : ` (${said})`}`);
        return result;
      } catch (error) {
        const ms = io.now() - start;
        done.push({ title, outcome: 'failed', ms });
        line(`FAIL ${title} ${seconds(ms)}`);
        throw error;
      }
    },
    skip(title, reason) {
      done.push({ title, outcome: 'skipped', ms: 0, note: reason });
      line(`skip ${title} (${reason})`);
    },
    say: line,
  };
}
