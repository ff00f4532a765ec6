import type { Io } from '../../ops/frame/io.js';
import type { ReleaseVersion } from '../version/rules.js';
import type { CheckSite, Tool } from './check.js';

export interface SiteOptions {
  readonly io: Io;
  readonly tool: Tool;
  readonly version?: ReleaseVersion;
  readonly environment: string;
}

export interface Examined {
  readonly site: CheckSite;
  /** The commands that were run, as one types them. */
  commands(): readonly string[];
  /** Everything that was run and read, in order, masked. */
  evidence(): string;
}

/** A site that keeps what a check does as the evidence of its answer. */
export function siteFor({ io, tool, version, environment }: SiteOptions): Examined {
  const lines: string[] = [];
  const commands: string[] = [];
  return {
    site: {
      io,
      root: io.root,
      environment,
      ...(version === undefined ? {} : { version }),
      async run(command, args, { cwd, env, quiet } = {}) {
        const typed = [command, ...args].join(' ');
        commands.push(typed);
        lines.push(`$ ${typed}`);
        const result = await tool(io, {
          command,
          args,
          ...(cwd === undefined ? {} : { cwd }),
          // No question is answered here, and messages are read by programs.
          env: { GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', ...env },
        });
        lines.push(
          quiet === true
            ? `(${result.stdout.length} characters)`
            : result.output.replaceAll('\0', '\n').trimEnd(),
          `exit ${result.exit}`,
        );
        return result;
      },
      note: (text) => void lines.push(text),
    },
    commands: () => commands.map((command) => io.mask.apply(command)),
    evidence: () => io.mask.apply(lines.filter((line) => line !== '').join('\n')),
  };
}
