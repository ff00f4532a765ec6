import { createHmac, timingSafeEqual } from 'node:crypto';

/** One usable version of a secret, without its value. */
export interface UsableVersion {
  readonly version: number;
  /** When it was stored; Unix ms. */
  readonly issuedAt: number;
  /** From when on it is refused; Unix ms. */
  readonly expiresAt: number;
}

/**
 * The usable versions of one secret. It computes with the values and never gives them away: they are
 * private fields, so neither JSON, nor a log, nor an error can show them.
 */
export class KeyRing {
  readonly #keys: ReadonlyMap<number, Buffer>;
  /** The version that signs. */
  readonly current: UsableVersion;
  /** Every version that verifies, the current one included, highest first. */
  readonly versions: readonly UsableVersion[];

  /** `keys` holds the 32 bytes of each version, the one that signs first. */
  constructor(usable: readonly (UsableVersion & { readonly key: Buffer })[]) {
    const [first] = usable;
    if (first === undefined) throw new RangeError('a key ring needs a version');
    this.#keys = new Map(usable.map(({ version, key }) => [version, key]));
    this.versions = usable.map(({ version, issuedAt, expiresAt }) => ({
      version,
      issuedAt,
      expiresAt,
    }));
    this.current = this.versions[0] as UsableVersion;
  }

  /** HMAC-SHA256, hex, of the parts under one version; undefined for a version that is not usable. */
  mac(version: number, purpose: string, parts: readonly string[]): string | undefined {
    const key = this.#keys.get(version);
    return key === undefined ? undefined : hmac(key, purpose, parts);
  }

  /** HMAC-SHA256, hex, of the parts under the version that signs. */
  sign(purpose: string, parts: readonly string[]): string {
    return hmac(this.#keys.get(this.current.version) as Buffer, purpose, parts);
  }

  /** A key for one purpose, derived from the version that signs; for many small macs. */
  derive(purpose: string): Buffer {
    const key = this.#keys.get(this.current.version) as Buffer;
    return createHmac('sha256', key).update(`derive:${purpose}`).digest();
  }
}

/**
 * Every part goes in with its length in bytes before it, and the purpose first: no two different
 * lists of parts, and no two purposes, make the same bytes.
 */
function hmac(key: Buffer, purpose: string, parts: readonly string[]): string {
  const mac = createHmac('sha256', key);
  for (const part of [purpose, ...parts]) {
    mac.update(`${Buffer.byteLength(part, 'utf8')}:`).update(part, 'utf8');
  }
  return mac.digest('hex');
}

/** Compares two macs in a time that does not depend on where they differ. */
export function sameMac(a: string, b: string): boolean {
  const left = Buffer.from(a, 'utf8');
  const right = Buffer.from(b, 'utf8');
  return left.length === right.length && timingSafeEqual(left, right);
}
