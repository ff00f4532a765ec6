import type { Entry, Malformed, Node, Read, ScalarNode } from './node.js';

const MAX_DEPTH = 64;

class Stop extends Error {
  constructor(
    readonly reason: string,
    readonly offset: number,
  ) {
    super(reason);
  }
}

/**
 * Reads JSON (RFC 8259) with the offsets of every value, which `JSON.parse` does not give. A key that
 * stands twice is refused: readers disagree on which one counts. Linear in the text; never throws.
 */
export function readJson(text: string): Read {
  try {
    return { node: new Reader(text).document() };
  } catch (cause) {
    if (cause instanceof Stop) return { malformed: asMalformed(cause) };
    throw cause;
  }
}

const asMalformed = ({ reason, offset }: Stop): Malformed => ({
  code: 'json-malformed',
  reason,
  offset,
});

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
/** No control character below U+0020 stands in a JSON string as it is. */
const STRING = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SPACE = /[ \t\r\n]*/y;

class Reader {
  #at = 0;

  constructor(readonly text: string) {}

  document(): Node {
    const node = this.#value(0);
    this.#space();
    if (this.#at < this.text.length) throw new Stop('text after the end of the value', this.#at);
    return node;
  }

  #value(depth: number): Node {
    if (depth > MAX_DEPTH) throw new Stop(`more than ${MAX_DEPTH} levels`, this.#at);
    this.#space();
    switch (this.text.charAt(this.#at)) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return this.#string();
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  #object(depth: number): Node {
    const start = this.#at;
    const entries: Entry[] = [];
    const keys = new Set<string>();
    this.#list('}', () => {
      this.#space();
      if (this.text[this.#at] !== '"')
        throw new Stop('a key in double quotes is expected', this.#at);
      const keyNode = this.#string();
      const key = keyNode.value as string;
      if (keys.has(key))
        throw new Stop(`the key ${JSON.stringify(key)} stands twice`, keyNode.start);
      keys.add(key);
      this.#space();
      if (this.text[this.#at] !== ':') throw new Stop('`:` is expected', this.#at);
      this.#at += 1;
      entries.push({ key, keyNode, value: this.#value(depth + 1) });
    });
    return { kind: 'mapping', entries, start, end: this.#at };
  }

  #array(depth: number): Node {
    const start = this.#at;
    const items: Node[] = [];
    this.#list(']', () => items.push(this.#value(depth + 1)));
    return { kind: 'sequence', items, start, end: this.#at };
  }

  /** Everything between an opening bracket and `close`, separated by commas. */
  #list(close: string, one: () => void): void {
    this.#at += 1;
    this.#space();
    if (this.text[this.#at] === close) {
      this.#at += 1;
      return;
    }
    for (;;) {
      one();
      this.#space();
      const next = this.text[this.#at];
      if (next !== ',' && next !== close)
        throw new Stop(`\`,\` or \`${close}\` is expected`, this.#at);
      this.#at += 1;
      if (next === close) return;
    }
  }

  #string(): ScalarNode {
    const source = this.#match(STRING);
    if (source === undefined) throw new Stop('the string is not closed or not valid', this.#at);
    return this.#scalar(JSON.parse(source) as string, source);
  }

  #number(): ScalarNode {
    const source = this.#match(NUMBER);
    if (source === undefined || source === '') throw new Stop('a value is expected', this.#at);
    return this.#scalar(Number(source), source);
  }

  #word(source: string, value: boolean | null): ScalarNode {
    if (!this.text.startsWith(source, this.#at)) throw new Stop('a value is expected', this.#at);
    return this.#scalar(value, source);
  }

  #scalar(value: ScalarNode['value'], source: string): ScalarNode {
    const start = this.#at;
    this.#at += source.length;
    return { kind: 'scalar', value, source, start, end: this.#at };
  }

  #space(): void {
    this.#at += this.#match(SPACE)?.length ?? 0;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.text)?.[0];
  }
}
