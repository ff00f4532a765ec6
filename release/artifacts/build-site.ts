import type { Io } from '../../ops/frame/io.js';
import { runTool, type ToolResult, type ToolRun } from '../../ops/frame/process.js';
import { toolFailure } from '../../ops/frame/tool-failure.js';
import { cannotWrite, NO_ROOM } from './no-room.js';
import type { ReleaseCommit } from './release-commit.js';

/** Where one build of the artefacts takes place. Nothing outside of it is written. */
export interface BuildSite {
  /** Its root is the checkout, its environment says nothing of the machine. */
  readonly io: Io;
  readonly version: string;
  readonly commit: ReleaseCommit;
  /** Clean checkout of the commit, with the packages of its lock file. */
  readonly checkout: string;
  /** For what is made on the way. */
  readonly scratch: string;
  /** Every finished artefact, and nothing else. */
  readonly files: string;
}

/**
 * Variables that reach the tools. Everything else could reach an artefact: settings of an environment,
 * an endpoint, credentials, what `npm run` says of itself.
 */
const PASSED =
  /^(PATH|Path|PATHEXT|HOME|USERPROFILE|APPDATA|LOCALAPPDATA|SystemRoot|ComSpec|TMPDIR|TEMP|TMP|[a-z]+_proxy|[A-Z]+_PROXY|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|npm_config_(registry|cache|userconfig|globalconfig|offline|prefer_offline))$/;

/** The environment of every tool of a build: the same wherever and whenever it runs. */
export function buildEnv(
  env: Io['env'],
  { epoch }: Pick<ReleaseCommit, 'epoch'>,
): Readonly<Record<string, string | undefined>> {
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => PASSED.test(name))),
    SOURCE_DATE_EPOCH: String(epoch),
    TZ: 'UTC',
    LC_ALL: 'C',
    CHECKPOINT_DISABLE: '1',
    npm_config_update_notifier: 'false',
    // A setting of the person's, the system's or the repository's own git would show in an archive.
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
  };
}

/** Runs a tool of the build. Throws PM-8042 with its own words, PM-8043 where the disk refused it. */
export async function runBuilder(
  { io }: Pick<BuildSite, 'io'>,
  run: ToolRun & { readonly title: string },
): Promise<ToolResult> {
  const result = await runTool(io, run);
  if (result.exit === 0) return result;
  if (NO_ROOM.test(result.output)) throw cannotWrite(run.title, result.output);
  throw toolFailure(io, 'PM-8042', run.title, result);
}
