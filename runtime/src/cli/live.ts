import { runtimeError } from '../errors/index.js';
import { apiOf, isToken } from '../facts/github/address.js';
import type { GitHub } from '../facts/github/client.js';
import { packageVersion } from '../version.js';

/**
 * The GitHub of this environment: the token of GITHUB_TOKEN or GH_TOKEN, the address of GITHUB_API_URL
 * as Actions and Enterprise Servers set it. Throws PM-1002.
 */
export async function gitHubOf(env: NodeJS.ProcessEnv): Promise<GitHub> {
  const token = env['GITHUB_TOKEN'] || env['GH_TOKEN'];
  if (token === undefined || !isToken(token)) {
    throw runtimeError('PM-1002', {
      what: '--live',
      why:
        token === undefined || token === ''
          ? 'neither GITHUB_TOKEN nor GH_TOKEN is set'
          : 'the token holds characters that no token has',
      remedy:
        'In Actions: `env: { GITHUB_TOKEN: ${{ github.token }} }`; elsewhere `GH_TOKEN="$(gh auth token)"`.',
    });
  }
  const { gitHub } = await import('../facts/github/client.js');
  const userAgent = `phase-mirror/${packageVersion()}`;
  return gitHub({
    api: apiOf(env),
    token,
    userAgent,
  });
}
