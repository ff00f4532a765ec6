import { masker, type Masker } from './mask.js';

/** A stream that text is written to. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

/** What a runbook sees of the outside: data to stdout, talk to stderr, both masked. */
export interface Io {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that holds package.json; every path of a runbook starts here. */
  readonly root: string;
  readonly mask: Masker;
  /** Aborts when the person presses Ctrl-C or the runbook is told to end. */
  readonly signal: AbortSignal;
  now(): number;
}

type RawIo = Omit<Io, 'mask' | 'now' | 'signal'> & {
  now?: () => number;
  signal?: AbortSignal;
};

/** Wraps raw streams so that no secret known to the mask passes. */
export function maskedIo(raw: RawIo): Io {
  const mask = masker();
  const masked = (sink: Sink): Sink => ({
    write: (text) => sink.write(mask.apply(text)),
    isTTY: sink.isTTY,
  });
  return {
    ...raw,
    mask,
    signal: raw.signal ?? new AbortController().signal,
    now: raw.now ?? ((): number => Date.now()),
    stdout: masked(raw.stdout),
    stderr: masked(raw.stderr),
  };
}
