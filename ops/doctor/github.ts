import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import type { Io } from '../frame/io.js';
import { runTool } from '../frame/process.js';
import { whichTool } from '../tools/which.js';
import type { DoctorFinding } from './finding.js';

/** Where a GitHub token would come from. The token itself is not kept, and masked should it appear. */
export async function githubFinding(io: Io): Promise<DoctorFinding> {
  const base = { group: 'GitHub', name: 'token' } as const;
  for (const name of ['GITHUB_TOKEN', 'GH_TOKEN']) {
    if (io.env[name]) return { ...base, state: 'ok', value: name };
  }
  const none = {
    ...base,
    state: 'note',
    value: 'none: live settings of GitHub stay unknown',
  } as const;
  const gh = await whichTool(io, 'gh');
  if (gh === undefined) return none;
  try {
    const { exit, stdout } = await runTool(io, { command: gh, args: ['auth', 'token'] });
    const token = stdout.trim();
    if (exit !== 0 || token === '') return none;
    if (token.length >= 8) io.mask.add(token);
    return { ...base, state: 'ok', value: 'gh auth token' };
  } catch (error) {
    if (error instanceof PhaseMirrorError && error.code !== 'PM-7005') return none;
    throw error;
  }
}
