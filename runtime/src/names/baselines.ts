/**
 * Key of a branch's baseline in the baseline bucket: `acme/shop/main.json`. Anything but letters,
 * digits, `.`, `_` and `-` is written as `!` and the two hex digits of each UTF-8 byte, so that
 * different branches have different keys and no key needs to be quoted anywhere.
 */
export function baselineKey(of: { readonly repository: string; readonly branch: string }): string {
  return `${of.repository.split('/').map(safe).join('/')}/${safe(of.branch)}.json`;
}

function safe(text: string): string {
  // `.` and `..` mean another folder to whoever reads a key as a path.
  const plain = /^\.{0,2}$/.test(text) ? /[^\s\S]/ : /[A-Za-z0-9._-]/;
  return [...Buffer.from(text, 'utf8')]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return byte < 128 && plain.test(character)
        ? character
        : `!${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}
