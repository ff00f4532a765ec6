import type { Clock } from '../clock.js';
import { earlyRedactor, nonceCache, saltCache } from '../privacy/index.js';
import type { Parameters, Thresholds } from '../stores/ports.js';
import { asked } from './known.js';
import type { SecretAges } from './mission.js';

/** Versions and ages of nonces and salts; no value leaves the caches. */
export async function readSecrets(
  parameters: Parameters,
  clock: Clock,
  { nonceMaxAgeDays: maxAgeDays }: Thresholds,
): Promise<readonly SecretAges[]> {
  const ages: SecretAges[] = [];
  const redact = earlyRedactor();
  // One after the other: the embedded store makes what is wanting in one file.
  for (const kind of ['nonce', 'salt'] as const) {
    const cache = (kind === 'nonce' ? nonceCache : saltCache)({ parameters, clock });
    const keys = await asked(() => cache.keys());
    const { source, versions, degraded } = cache.status();
    ages.push({
      kind,
      source: redact.text(source),
      versions: versions.map(({ version, state, ageDays, expiresAt }) => ({
        version,
        state,
        usable: state === 'signs' || state === 'verifies',
        ...(Number.isNaN(ageDays) ? {} : { ageDays }),
        ...(Number.isFinite(expiresAt) ? { usableUntil: new Date(expiresAt).toISOString() } : {}),
      })),
      ...(kind === 'salt' || maxAgeDays === undefined ? {} : { maxAgeDays }),
      ...(degraded === undefined ? {} : { degraded: redact.text(degraded) }),
      ...(keys.known ? {} : { failed: keys.why }),
    });
  }
  return ages;
}
