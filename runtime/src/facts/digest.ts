import { createHash } from 'node:crypto';

/** Canonical JSON goes on in pieces of about this many characters: the parts of a piece are short-lived. */
const PIECE = 64 * 1024;

/** How JSON.stringify begins to write half a surrogate pair; a backslash before `ud` looks like one. */
const HALF_PAIR = '\\ud';

/**
 * Canonical JSON (RFC 8785) of plain data. It has no form for half a surrogate pair, which a hostile
 * `"\ud800"` or a cut through a pair brings in: such a half is written as U+FFFD.
 */
export function canonicalJson(value: unknown): string {
  return piecesOf(value).join('');
}

/** sha256 over canonical JSON, 64 lower-case hex characters. */
export function digestOf(value: unknown): string {
  const hash = createHash('sha256');
  for (const piece of piecesOf(value)) hash.update(piece);
  return hash.digest('hex');
}

function piecesOf(value: unknown): readonly string[] {
  if (!hasForm(value)) throw new TypeError('the value has no JSON form');
  const pieces = written(value);
  // Nearly all data is well-formed: it is looked through only when it may not be.
  return pieces.some((piece) => piece.includes(HALF_PAIR)) ? written(wellFormed(value)) : pieces;
}

function written(value: unknown): readonly string[] {
  const writer = new Writer();
  writer.value(value);
  return writer.end();
}

/**
 * Writes values as JSON.stringify does, which RFC 8785 takes its numbers and texts from, with the names
 * of each object sorted by UTF-16 code units.
 */
class Writer {
  readonly #pieces: string[] = [];
  #parts: string[] = [];
  #length = 0;

  value(value: unknown): void {
    if (typeof value !== 'object' || value === null) this.#put(plain(value));
    else if (Array.isArray(value)) this.#list(value);
    else this.#object(value as Readonly<Record<string, unknown>>);
  }

  end(): readonly string[] {
    this.#flush();
    return this.#pieces;
  }

  #list(list: readonly unknown[]): void {
    this.#put('[');
    for (const [i, item] of list.entries()) {
      if (i > 0) this.#put(',');
      this.value(hasForm(item) ? item : null);
    }
    this.#put(']');
  }

  #object(object: Readonly<Record<string, unknown>>): void {
    let before = '{';
    for (const name of Object.keys(object).sort()) {
      const value = object[name];
      if (!hasForm(value)) continue;
      this.#put(`${before}${JSON.stringify(name)}:`);
      this.value(value);
      before = ',';
    }
    this.#put(before === '{' ? '{}' : '}');
  }

  #put(part: string): void {
    this.#parts.push(part);
    this.#length += part.length;
    if (this.#length >= PIECE) this.#flush();
  }

  #flush(): void {
    this.#pieces.push(this.#parts.join(''));
    this.#parts = [];
    this.#length = 0;
  }
}

const hasForm = (value: unknown): boolean =>
  value !== undefined && typeof value !== 'symbol' && typeof value !== 'function';

function plain(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError(`${value} has no JSON form`);
  }
  return JSON.stringify(value);
}

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\p{Cs}/gu, '\ufffd');
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [wellFormed(name), wellFormed(item)]),
  );
}
