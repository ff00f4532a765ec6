/** An attribute or a block of HCL, and where it stands; what it means is left to hcl2json. */
export interface HclItem {
  readonly key: string;
  /** Offsets of the key. */
  readonly at: readonly [number, number];
  /** Offsets of the value of an attribute, or of the whole of a block. */
  readonly extent: readonly [number, number];
  readonly labels: readonly string[];
  /** Of a block. */
  readonly body?: readonly HclItem[];
}

const MAX_DEPTH = 32;
const WORD = /[A-Za-z_][\w-]*/y;
const HEREDOC = /<<-?([A-Za-z_]\w*)[^\n]*\n/y;

/** Where the attributes and blocks of a Terraform file stand. Never throws; linear in the text. */
export function hclLayout(text: string): readonly HclItem[] {
  return new Layout(text).items(0);
}

class Layout {
  #at = 0;

  constructor(readonly text: string) {}

  items(depth: number): HclItem[] {
    const items: HclItem[] = [];
    while (this.#at < this.text.length) {
      this.#space(true);
      if (this.text[this.#at] === '}') break;
      const start = this.#at;
      const key = this.#match(WORD) ?? this.#quoted();
      if (key === undefined) this.#at += 1;
      else items.push(...this.#item(key, start, depth));
    }
    return items;
  }

  #item(key: string, start: number, depth: number): readonly HclItem[] {
    const at = [start, this.#at] as const;
    const labels: string[] = [];
    for (;;) {
      this.#space(false);
      const label = this.#quoted() ?? this.#match(WORD);
      if (label === undefined) break;
      labels.push(label);
    }
    const next = this.text[this.#at];
    if (next === '{' && depth < MAX_DEPTH) {
      this.#at += 1;
      const body = this.items(depth + 1);
      this.#at += 1;
      return [{ key, at, labels, body, extent: [start, this.#at] }];
    }
    if (next !== '=' || this.text[this.#at + 1] === '=') return [];
    this.#at += 1;
    this.#space(false);
    const from = this.#at;
    this.#expression();
    return [{ key, at, labels, extent: [from, this.#at] }];
  }

  /** To the end of the line, or of the block around, unless a bracket is open. */
  #expression(): void {
    let open = 0;
    while (this.#at < this.text.length) {
      const character = this.text.charAt(this.#at);
      if (open === 0 && (character === '\n' || character === '}')) return;
      if (character === '"') this.#quoted();
      else if (character === '<' && this.#heredoc()) continue;
      else if (/[#/]/.test(character) && this.#comment()) continue;
      else {
        if ('([{'.includes(character)) open += 1;
        if (')]}'.includes(character)) open -= 1;
        this.#at += 1;
      }
    }
  }

  /** A text in double quotes, with what is interpolated in it; undefined where none stands. */
  #quoted(): string | undefined {
    if (this.text[this.#at] !== '"') return undefined;
    const start = this.#at;
    let braces = 0;
    for (this.#at += 1; this.#at < this.text.length; this.#at += 1) {
      const character = this.text[this.#at];
      if (character === '\\') this.#at += 1;
      else if (character === '{' && (braces > 0 || /[$%]/.test(this.text.charAt(this.#at - 1)))) {
        braces += 1;
      } else if (character === '}' && braces > 0) braces -= 1;
      else if (character === '"' && braces === 0) break;
      else if (character === '\n' && braces === 0) return this.text.slice(start + 1, this.#at);
    }
    this.#at += 1;
    return this.text.slice(start + 1, this.#at - 1);
  }

  #heredoc(): boolean {
    const marker = this.#match(HEREDOC, 1);
    if (marker === undefined) return false;
    const end = new RegExp(`^[ \\t]*${marker}[ \\t]*$`, 'gm');
    end.lastIndex = this.#at;
    const found = end.exec(this.text);
    this.#at = found === null ? this.text.length : found.index + found[0].length;
    return true;
  }

  #space(lines: boolean): void {
    for (;;) {
      const character = this.text.charAt(this.#at);
      if (character === '' || !(lines ? /[\s#/]/ : /[ \t\r#/]/).test(character)) return;
      if (!/[#/]/.test(character)) this.#at += 1;
      else if (!this.#comment()) return;
    }
  }

  #comment(): boolean {
    const start = this.text.slice(this.#at, this.#at + 2);
    if (!start.startsWith('#') && start !== '//' && start !== '/*') return false;
    const end = this.text.indexOf(start === '/*' ? '*/' : '\n', this.#at);
    this.#at = end < 0 ? this.text.length : end + (start === '/*' ? 2 : 0);
    return true;
  }

  #match(pattern: RegExp, group = 0): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text);
    if (found === null) return undefined;
    this.#at += found[0].length;
    return found[group];
  }
}
