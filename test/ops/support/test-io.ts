import { PassThrough, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { maskedIo, type Io } from '../../../ops/frame/io.js';

export interface TestIo {
  readonly io: Io;
  /** What was written so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
}

export interface TestIoOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly root?: string;
  readonly signal?: AbortSignal;
  readonly now?: () => number;
  /** What the person types; without it stdin is closed and no TTY. */
  readonly typed?: string;
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** An Io whose streams are kept in memory. The environment holds PATH and HOME and what is given. */
export function testIo(options: TestIoOptions = {}): TestIo {
  let out = '';
  let err = '';
  const stdin: Io['stdin'] =
    options.typed === undefined
      ? Readable.from([])
      : Object.assign(new PassThrough(), { isTTY: true });
  if (options.typed !== undefined) (stdin as PassThrough).write(options.typed);
  const { PATH, HOME } = process.env;
  const io = maskedIo({
    stdout: { write: (text) => (out += text), isTTY: options.typed !== undefined },
    stderr: { write: (text) => (err += text) },
    stdin,
    env: { PATH, HOME, ...options.env },
    root: options.root ?? ROOT,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.now === undefined ? {} : { now: options.now }),
  });
  return { io, stdout: () => out, stderr: () => err };
}
