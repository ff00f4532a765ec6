import { DAY_MS, MINUTE_MS } from '../clock.js';
import type { SecretVersion } from '../stores/ports.js';
import { KeyRing } from './key-ring.js';

/** When a version may be used. Milliseconds. */
export interface VersionPolicy {
  /** How long v(N) goes on verifying, and signing if v(N+1) cannot, after v(N+1) was stored. */
  readonly graceMs: number;
  /** A version older than this is refused. Rotation is due long before. */
  readonly maxAgeMs: number;
}

export const VERSION_POLICY: VersionPolicy = { graceMs: 7 * DAY_MS, maxAgeMs: 365 * DAY_MS };

/** The clock of the store may be ahead of ours by so much. */
const SKEW_MS = MINUTE_MS;

export type VersionState = 'signs' | 'verifies' | 'malformed' | 'future' | 'expired' | 'retired';

/** What became of one version, without its value. */
export interface JudgedVersion {
  readonly version: number;
  readonly state: VersionState;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export interface JudgedVersions {
  /** Ascending, as stored. */
  readonly versions: readonly JudgedVersion[];
  /** Undefined when no version can be used. */
  readonly ring: KeyRing | undefined;
  /** A higher version than the one that signs exists but cannot be used yet or at all. */
  readonly fellBack: boolean;
}

const FORM = /^[0-9a-f]{64}$/;

/**
 * Judges the versions of a secret at `now`. The highest usable one signs; an older one is usable
 * until its successor's age passes the grace period. A successor from the future does not count yet.
 */
export function judgeVersions(
  stored: readonly SecretVersion[],
  now: number,
  policy: VersionPolicy,
): JudgedVersions {
  const ascending = [...stored].sort((a, b) => a.version - b.version);
  const usable: { version: number; issuedAt: number; expiresAt: number; key: Buffer }[] = [];
  const states = ascending.map((secret, i): JudgedVersion => {
    const issuedAt = Date.parse(secret.modifiedAt);
    const successors = ascending
      .slice(i + 1)
      .map((next) => Date.parse(next.modifiedAt))
      .filter((at) => at <= now + SKEW_MS);
    const replacedAt = Math.min(...successors);
    const expiresAt = Math.min(issuedAt + policy.maxAgeMs, replacedAt + policy.graceMs);
    const judged = { version: secret.version, issuedAt, expiresAt };
    if (!FORM.test(secret.value) || Number.isNaN(issuedAt))
      return { ...judged, state: 'malformed' };
    if (issuedAt > now + SKEW_MS) return { ...judged, state: 'future' };
    if (issuedAt + policy.maxAgeMs <= now) return { ...judged, state: 'expired' };
    if (expiresAt <= now) return { ...judged, state: 'retired' };
    usable.unshift({ ...judged, key: Buffer.from(secret.value, 'hex') });
    return { ...judged, state: 'verifies' };
  });
  const signing = usable[0]?.version;
  return {
    versions: states.map((v) => (v.version === signing ? { ...v, state: 'signs' } : v)),
    ring: usable.length === 0 ? undefined : new KeyRing(usable),
    fellBack: signing !== undefined && signing !== ascending.at(-1)?.version,
  };
}
