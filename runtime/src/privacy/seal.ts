import { sameMac, type KeyRing } from './key-ring.js';
import type { Redacted } from './redacted.js';

/** Proof that a text was redacted under a nonce, for what it was said to be. */
export interface Seal {
  readonly nonceVersion: number;
  /** HMAC-SHA256 over version, context and text, 64 hex characters. */
  readonly mac: string;
}

/** What the text belongs to, such as `{ repository, head, report }`: part of what is sealed. */
export type SealContext = Readonly<Record<string, string>>;

const PURPOSE = 'phase-mirror/seal/1';

/** Seals redacted text with its context under the version that signs. */
export function seal(ring: KeyRing, text: Redacted, context: SealContext): Seal {
  const nonceVersion = ring.current.version;
  return { nonceVersion, mac: ring.sign(PURPOSE, parts(nonceVersion, text, context)) };
}

/**
 * Whether a seal is right for this text and context under any version that is usable now. A changed
 * byte of text, context, version or mac makes it wrong, and so does a version past its grace period.
 */
export function verifySeal(
  ring: KeyRing,
  text: string,
  context: SealContext,
  { nonceVersion, mac }: Seal,
): boolean {
  const expected = ring.mac(nonceVersion, PURPOSE, parts(nonceVersion, text, context));
  return expected !== undefined && typeof mac === 'string' && sameMac(expected, mac);
}

function parts(version: number, text: string, context: SealContext): string[] {
  const names = Object.keys(context).sort();
  const pairs = names.flatMap((name) => [name, context[name] as string]);
  return [String(version), String(names.length), ...pairs, text];
}
