import type { SecretKind } from '../../runtime/src/names/index.js';
import { DAY_MS } from '../../runtime/src/clock.js';

/** How each kind is spoken of. */
export const WORDS: Readonly<
  Record<
    SecretKind,
    { readonly what: string; readonly description: string; readonly signs: string }
  >
> = {
  nonce: {
    what: 'redaction nonce',
    description: 'Key of the redaction HMAC',
    signs: 'signs',
  },
  salt: {
    what: 'salt',
    description: 'Key of the organisation-id HMAC',
    signs: 'makes ids',
  },
};

export const dayOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16)}Z`;

/** `3 days`, `5 hours`, `less than a minute`: how old something is. */
export function ageOf(ms: number): string {
  const [n, unit] =
    ms >= DAY_MS
      ? [ms / DAY_MS, 'day']
      : ms >= DAY_MS / 24
        ? [(ms * 24) / DAY_MS, 'hour']
        : [ms / 60_000, 'minute'];
  const whole = Math.floor(n);
  if (whole < 1) return 'less than a minute';
  return `${whole} ${unit}${whole === 1 ? '' : 's'}`;
}
