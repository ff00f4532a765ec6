import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import type { Io } from '../frame/io.js';
import { runTool } from '../frame/process.js';
import { whichTool } from '../tools/which.js';

/** A token of GitHub and where it comes from. */
export interface GitHubToken {
  readonly token: string;
  /** `GITHUB_TOKEN`, `GH_TOKEN` or `gh auth token`. */
  readonly source: string;
}

/** The token of this environment, or of `gh`; undefined without one. It is masked from then on. */
export async function gitHubToken(io: Io): Promise<GitHubToken | undefined> {
  for (const source of ['GITHUB_TOKEN', 'GH_TOKEN']) {
    const token = io.env[source];
    if (token) return masked(io, { token, source });
  }
  const gh = await whichTool(io, 'gh');
  if (gh === undefined) return undefined;
  try {
    const { exit, stdout } = await runTool(io, { command: gh, args: ['auth', 'token'] });
    const token = stdout.trim();
    return exit !== 0 || token === '' ? undefined : masked(io, { token, source: 'gh auth token' });
  } catch (error) {
    if (error instanceof PhaseMirrorError && error.code !== 'PM-7005') return undefined;
    throw error;
  }
}

/** The mask refuses what is so short that ordinary text would hold it. */
function masked(io: Io, found: GitHubToken): GitHubToken {
  if (found.token.length >= 8) io.mask.add(found.token);
  return found;
}
