/** What a command sees of the outside: data goes to stdout, talk to stderr. */
export interface CliIo {
  readonly stdout: CliSink;
  readonly stderr: CliSink;
  readonly env: NodeJS.ProcessEnv;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  /** Ends a command that waits; by default SIGINT and SIGTERM do. */
  readonly ended?: AbortSignal;
}

export interface CliSink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

/** The streams of this process. */
export function processIo(): CliIo {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
  };
}

/** Colours only for a person at a terminal who has not asked for none (no-color.org). */
export function wantsColour({ stdout, env }: CliIo): boolean {
  const refused = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return stdout.isTTY === true && !refused;
}
