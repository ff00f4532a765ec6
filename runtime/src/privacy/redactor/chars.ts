/** Classes of ASCII characters, as bits. Everything else is in no class, and so is NUL. */
export const DIGIT = 1;
export const HEX = 2;
/** Letters, digits and underscore. */
export const WORD = 4;
/** Word characters, dot and hyphen: names of keys. */
export const NAME = 8;
/** Local part of an e-mail address. */
export const LOCAL = 16;
/** Letters, digits, dot and hyphen. */
export const DOMAIN = 32;
/** Space, tab and line ends. */
export const SPACE = 64;
/** What may stand between the lines of a PEM block. */
export const PEM_BODY = 128;
/** Ends a bare value of a shell, a URL or a program. */
export const BARE_END = 256;
/** Ends a bare value of YAML, which may hold spaces. */
export const YAML_END = 512;
/** Ends the user part of a URL. */
export const USER_END = 1024;
/** What closes a key's name before its sign: quotes, brackets, a backslash before a quote. */
export const CLOSING = 2048;
/** Space and tab. */
export const BLANK = 4096;

/** Stands in the middle of nothing that a detector finds. */
export const APART = 8192;
export const LETTER = 16_384;

/** The classes of every UTF-16 code unit, so that a read needs no check of its range. */
export const CLASS = new Uint16Array(65_536);

const add = (characters: string, bits: number): void => {
  for (const c of characters) {
    const code = c.charCodeAt(0);
    CLASS[code] = (CLASS[code] as number) | bits;
  }
};
const digits = '0123456789';
const letters = 'abcdefghijklmnopqrstuvwxyz';
const alphanumeric = digits + letters + letters.toUpperCase();
add(digits, DIGIT);
add(`${digits}abcdefABCDEF`, HEX);
add(letters + letters.toUpperCase(), LETTER);
add(`${alphanumeric}_`, WORD);
add(`${alphanumeric}_.-`, NAME);
add(`${alphanumeric}._%+-`, LOCAL);
add(`${alphanumeric}.-`, DOMAIN);
add(' \t\r\n', SPACE | PEM_BODY);
add(`${alphanumeric}+/=\\:,-`, PEM_BODY);
add(' \t\r\n,;&|)]}<>"\'`', BARE_END);
add('\r\n,;]}"\'`', YAML_END);
add(' \t\r\n/?#"\'<>', USER_END);
add('"\'`]\\)', CLOSING);
add(' \t', BLANK);
add(' \t\r\n,;<>"\'`|', APART);

/**
 * The code unit at `at`, 0 outside of the text. Never reads outside: `charCodeAt` would answer NaN, and
 * an engine that has seen that once makes every later read several times as slow.
 */
export function codeAt(text: string, at: number): number {
  return at >= 0 && at < text.length ? text.charCodeAt(at) : 0;
}

/** Whether the character at `at` is in one of the classes; false outside of the text. */
export function is(text: string, at: number, classes: number): boolean {
  return ((CLASS[codeAt(text, at)] as number) & classes) !== 0;
}

/** First position from `at` on, at most `limit`, that is not in one of the classes. */
export function skip(text: string, at: number, limit: number, classes: number): number {
  let end = at;
  while (end < limit && is(text, end, classes)) end += 1;
  return end;
}

/** First position of the run of such characters that ends before `at`, at least `limit`. */
export function skipBack(text: string, at: number, limit: number, classes: number): number {
  let start = at;
  while (start > limit && is(text, start - 1, classes)) start -= 1;
  return start;
}
