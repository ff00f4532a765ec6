import type { Random } from './random.js';
import { EXAMPLES, WORDS, type Kind } from './examples.js';

/** One input, and how it was made: with its seed it can be made again. */
export interface Input {
  readonly way: 'mutation' | 'grammar' | 'bytes';
  readonly bytes: Buffer;
}

/** Half of the inputs are near to what people write, a third is put together from words, the rest is noise. */
export function inputOf(kind: Kind, random: Random): Input {
  const way = random.pick([
    'mutation',
    'mutation',
    'mutation',
    'grammar',
    'grammar',
    'bytes',
  ] as const);
  return { way, bytes: MAKERS[way](kind, random) };
}

const MAKERS: Readonly<Record<Input['way'], (kind: Kind, random: Random) => Buffer>> = {
  mutation: (kind, random) => {
    let text = random.pick(EXAMPLES[kind]);
    for (let edits = 1 + random.below(6); edits > 0; edits -= 1) text = edited(text, kind, random);
    return Buffer.from(text);
  },
  grammar: (kind, random) => Buffer.from(sentence(kind, random)),
  bytes: (kind, random) => {
    const bytes = Buffer.from(random.pick(EXAMPLES[kind]));
    if (random.below(2) === 0) {
      return Buffer.from(Array.from({ length: random.below(300) }, () => random.below(256)));
    }
    for (let edits = 1 + random.below(8); edits > 0; edits -= 1) {
      bytes[random.below(bytes.length)] = random.below(256);
    }
    return bytes.subarray(0, random.below(3) === 0 ? random.below(bytes.length) : bytes.length);
  },
};

/** A slice is cut out, doubled many times, swapped with another example, or a word is put in. */
function edited(text: string, kind: Kind, random: Random): string {
  const at = random.below(text.length + 1);
  const length = random.below(random.pick([2, 12, 80]));
  const [before, slice, after] = [
    text.slice(0, at),
    text.slice(at, at + length),
    text.slice(at + length),
  ];
  switch (random.below(6)) {
    case 0:
      return before + after;
    case 1:
      return before + slice.repeat(2 + random.below(60)) + after;
    case 2: {
      const other = random.pick(EXAMPLES[kind]);
      const from = random.below(other.length);
      return before + other.slice(from, from + 4 * length) + after;
    }
    case 3:
      return random.pick([
        `\ufeff${text}`,
        text.replaceAll('\n', '\r\n'),
        text.replaceAll(' ', '\t'),
        text.toUpperCase(),
      ]);
    default:
      return before + random.pick(WORDS[kind]) + after;
  }
}

function sentence(kind: Kind, random: Random): string {
  const words = WORDS[kind];
  let text = random.below(3) === 0 ? '' : random.pick(EXAMPLES[kind]).slice(0, random.below(60));
  for (let count = random.below(60); count > 0; count -= 1) {
    const word = random.pick(words);
    text += random.below(40) === 0 ? word.repeat(random.below(200)) : word;
  }
  return text;
}
