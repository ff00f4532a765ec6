import { runtimeError } from '../../errors/index.js';

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * Where GitHub's API is: GITHUB_API_URL as Actions and Enterprise Servers set it. A token is sent over
 * TLS only, and to this machine. Throws PM-1002.
 */
export function apiOf(env: Readonly<Record<string, string | undefined>>): string {
  const given = env['GITHUB_API_URL'] || 'https://api.github.com';
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

/** Whether an address is on this machine: a stand-in for GitHub, not GitHub. */
export const isLoopback = (api: string): boolean => LOOPBACK.has(new URL(api).hostname);

/** Whether a text can be a token: anything else would break the header that it is sent in. */
export const isToken = (text: string): boolean => /^[\x21-\x7e]{1,1024}$/.test(text);
