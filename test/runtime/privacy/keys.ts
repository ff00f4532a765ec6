import { KeyRing } from '../../../runtime/src/privacy/key-ring.js';

/** A key ring for tests; the last version given signs. */
export function testRing(...versions: number[]): KeyRing {
  const used = versions.length === 0 ? [1] : versions;
  return new KeyRing(
    [...used].reverse().map((version) => ({
      version,
      issuedAt: Date.parse('2026-11-01T00:00:00.000Z'),
      expiresAt: Date.parse('2027-11-01T00:00:00.000Z'),
      key: Buffer.alloc(32, version),
    })),
  );
}
