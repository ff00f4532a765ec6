import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/**
 * Canonical JSON (RFC 8785) of plain data. It has no form for half a surrogate pair, which a hostile
 * `"\ud800"` or a cut through a pair brings in: such a half is written as U+FFFD.
 */
export function canonicalJson(value: unknown): string {
  const text = attempt(value) ?? canonicalize(wellFormed(value));
  if (text === undefined) throw new TypeError('the value has no JSON form');
  return text;
}

/** Nearly all data is well-formed: it is looked through only when it turns out not to be. */
function attempt(value: unknown): string | undefined {
  try {
    return canonicalize(value);
  } catch {
    return undefined;
  }
}

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\p{Cs}/gu, '\ufffd');
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [wellFormed(name), wellFormed(item)]),
  );
}

/** sha256 over canonical JSON, 64 lower-case hex characters. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
