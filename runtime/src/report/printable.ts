/**
 * Text for a terminal or a CI log. Control characters, and those that reorder or hide text, are
 * written as `\u{..}`: a hostile name can neither move the cursor nor show another text than it is.
 * `##[` would be taken for a command by the log of GitHub Actions.
 */
export function printable(text: string): string {
  return text
    .replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) as number).toString(16)}}`)
    .replaceAll('##[', '##\\[');
}

/** C0 and C1 controls, DEL, bidirectional controls, zero-width characters, line separators, tags. */
const UNSAFE = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;
