import { runtimeError } from '../errors/index.js';
import type { GitHub } from '../facts/github/client.js';
import { packageVersion } from '../version.js';

/**
 * The GitHub of this environment: the token of GITHUB_TOKEN or GH_TOKEN, the address of GITHUB_API_URL
 * as Actions and Enterprise Servers set it. Throws PM-1002.
 */
export async function gitHubOf(env: NodeJS.ProcessEnv): Promise<GitHub> {
  const token = env['GITHUB_TOKEN'] || env['GH_TOKEN'];
  if (token === undefined || !/^[\x21-\x7e]{1,1024}$/.test(token)) {
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
    api: apiOf(env['GITHUB_API_URL'] || 'https://api.github.com'),
    token,
    userAgent,
  });
}

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** A token is sent over TLS only, and to this machine. */
function apiOf(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const safe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname));
  if (url === undefined || !safe || url.username !== '' || url.search !== '' || url.hash !== '') {
    throw runtimeError('PM-1002', {
      what: 'GITHUB_API_URL',
      why: 'it is not an https address without user, query and fragment',
      remedy:
        'Set it to https://api.github.com, or to https://HOST/api/v3 of an Enterprise Server.',
    });
  }
  return url.href.replace(/\/$/, '');
}
