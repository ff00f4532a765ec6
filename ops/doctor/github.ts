import type { Sent } from '../../runtime/src/facts/github/connection.js';
import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import type { Io } from '../frame/io.js';
import { openGitHub } from '../github/api.js';
import { gitHubToken } from '../github/token.js';
import type { DoctorFinding } from './finding.js';

/** Where a GitHub token would come from, and what it may do. The token itself is masked should it appear. */
export async function githubFindings(io: Io): Promise<readonly DoctorFinding[]> {
  const base = { group: 'GitHub', name: 'token' } as const;
  const found = await gitHubToken(io);
  if (found === undefined) {
    return [{ ...base, state: 'note', value: 'none: live settings of GitHub stay unknown' }];
  }
  return [{ ...base, state: 'ok', value: found.source }, await scopesFinding(io)];
}

/** GitHub tells the scopes of classic tokens only; what others may do shows when they are used. */
async function scopesFinding(io: Io): Promise<DoctorFinding> {
  const base = { group: 'GitHub', name: 'scopes' } as const;
  try {
    const github = await openGitHub(io, { deadlineMs: DEADLINE_MS });
    return { ...base, ...judged(await github.ask('/user')) };
  } catch (error) {
    if (!(error instanceof PhaseMirrorError)) throw error;
    return { ...base, state: 'wanting', value: error.message, fix: [error.remedy] };
  }
}

const DEADLINE_MS = 8_000;

function judged(sent: Sent): Pick<DoctorFinding, 'state' | 'value' | 'fix'> {
  if (sent.state === 'answered') {
    if (sent.scopes === undefined) {
      return { state: 'note', value: 'a fine-grained token: GitHub does not tell its permissions' };
    }
    return { state: 'ok', value: sent.scopes === '' ? 'none (public reading only)' : sent.scopes };
  }
  if (sent.code === 'github-token') {
    return { state: 'wanting', value: 'GitHub does not accept the token', fix: ['gh auth login'] };
  }
  // The token of a job belongs to an app, which is no user.
  if (sent.code === 'github-hidden') {
    return {
      state: 'note',
      value: 'a token of an app or a job: `permissions` of the workflow say',
    };
  }
  return { state: 'note', value: `could not be asked: ${sent.why}` };
}
