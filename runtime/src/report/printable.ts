/**
 * Text without characters that a reader does not see. Control characters, and those that reorder or
 * hide text, are written as `\u{..}`, and so are halves of surrogate pairs and what XML refuses: a
 * hostile name can neither move the cursor nor show another text than it is.
 */
export function visible(text: string): string {
  return text.replace(
    UNSAFE,
    (character) => `\\u{${(character.codePointAt(0) as number).toString(16)}}`,
  );
}

/**
 * Visible text for a line of a terminal or of a CI log. `##[` anywhere, and `::` at the start of a
 * line, would be taken for a command by the runner of GitHub Actions.
 */
export function printable(text: string): string {
  return visible(text)
    .replaceAll('##[', '##\\[')
    .replace(/^(\s*):(?=:)/, '$1\\:');
}

/**
 * C0 and C1 controls, DEL, bidirectional controls, zero-width characters, line separators, tags, lone
 * surrogates, noncharacters.
 */
const UNSAFE =
  /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\u{e0000}-\u{e007f}]/gu;
