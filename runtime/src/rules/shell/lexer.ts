/** What ends a command; empty at the end of the script. */
export type Operator = '|' | '||' | '&&' | ';' | '&' | '';

/** A simple command of a shell script. */
export interface Command {
  /** Words without their quotes; substitutions stand as `$()`, expressions of GitHub as they are written. */
  readonly words: readonly string[];
  readonly then: Operator;
  /** Commands that it runs for their output, in its words. */
  readonly inner: readonly Command[];
}

/** Substitutions deeper than this are text: a hostile script must not end the stack. */
const MAX_DEPTH = 20;

/**
 * The commands of a POSIX shell script, in order. It reads quotes, comments, continued lines, here
 * documents and substitutions; groups and keywords fall apart into their commands. Any text is read
 * to its end, in time linear in its length.
 */
export function commandsOf(script: string): readonly Command[] {
  return new Lexer(script).read();
}

class Lexer {
  #at = 0;
  readonly #next = new Map<string, number>();
  readonly #heredocs: { readonly end: string; readonly indented: boolean }[] = [];

  constructor(readonly text: string) {}

  read(): readonly Command[] {
    return this.#commands(0, undefined);
  }

  /** Reads to `close`, or to the end. */
  #commands(depth: number, close: ')' | '`' | undefined): readonly Command[] {
    const commands: Command[] = [];
    let words: string[] = [];
    let inner: Command[] = [];
    const end = (then: Operator): void => {
      if (words.length > 0) commands.push({ words, then, inner });
      words = [];
      inner = [];
    };
    while (this.#at < this.text.length) {
      const char = this.text.charAt(this.#at);
      const two = this.text.substr(this.#at, 2);
      if (char === close) {
        this.#at += 1;
        break;
      }
      if (char === '\n') {
        this.#at += 1;
        this.#skipHeredocs();
        end(';');
      } else if (char === ' ' || char === '\t' || char === '\r') this.#at += 1;
      else if (two === '\\\n') this.#at += 2;
      else if (char === '#') this.#skipLine();
      else if (two === '||' || two === '&&') {
        this.#at += 2;
        end(two);
      } else if (two === ';;' || two === '|&') {
        this.#at += 2;
        end(two === '|&' ? '|' : ';');
      } else if (char === '|' || char === ';') {
        this.#at += 1;
        end(char);
      } else if (char === '&' && this.text.charAt(this.#at + 1) !== '>') {
        this.#at += 1;
        end('&');
      } else if (char === '(' || char === ')') {
        this.#at += 1;
        end(';');
      } else if ((two === '<(' || two === '>(') && depth < MAX_DEPTH) {
        this.#at += 2;
        this.#substituted(depth, ')', inner);
        words.push(`${char}()`);
      } else words.push(this.#word(depth, inner));
    }
    end('');
    return commands;
  }

  #word(depth: number, inner: Command[]): string {
    const start = this.#at;
    let word = '';
    while (this.#at < this.text.length) {
      const char = this.text.charAt(this.#at);
      if (/[\s;|()]/.test(char)) break;
      if (char === '&') {
        // `2>&1` and `&>file` are redirections, everything else ends the word.
        const redirects = /[<>]$/.test(word) || this.text.charAt(this.#at + 1) === '>';
        if (!redirects) break;
        word += char;
        this.#at += 1;
      } else if (char === '`' && depth > 0 && this.#at > start) break;
      else if (char === "'") word += this.#single();
      else if (char === '"') word += this.#double(depth, inner);
      else if (this.text.startsWith('<<<', this.#at)) {
        word += '<<<';
        this.#at += 3;
      } else if (char === '<' && this.#heredoc()) continue;
      else word += this.#piece(depth, inner);
    }
    // A character that starts no word is taken as one, so that every turn reads on.
    if (this.#at === start) {
      word = this.text.charAt(start);
      this.#at += 1;
    }
    return word;
  }

  /** One character, or what a `$`, a backtick or a backslash begins. */
  #piece(depth: number, inner: Command[]): string {
    const { text } = this;
    const char = text.charAt(this.#at);
    if (char === '\\') {
      const next = text.charAt(this.#at + 1);
      this.#at += 2;
      return next === '\n' ? '' : next;
    }
    if (char === '`' && depth < MAX_DEPTH) {
      this.#at += 1;
      this.#substituted(depth, '`', inner);
      return '$()';
    }
    if (char === '$') {
      if (text.startsWith('${{', this.#at)) return this.#to('}}');
      if (text.startsWith('$((', this.#at)) return this.#to('))');
      if (text.startsWith('${', this.#at)) return this.#to('}');
      if (text.startsWith('$(', this.#at) && depth < MAX_DEPTH) {
        this.#at += 2;
        this.#substituted(depth, ')', inner);
        return '$()';
      }
    }
    this.#at += 1;
    return char;
  }

  #substituted(depth: number, close: ')' | '`', inner: Command[]): void {
    for (const command of this.#commands(depth + 1, close)) inner.push(command);
  }

  #single(): string {
    const end = this.text.indexOf("'", this.#at + 1);
    const stop = end < 0 ? this.text.length : end;
    const inside = this.text.slice(this.#at + 1, stop);
    this.#at = stop + 1;
    return inside;
  }

  #double(depth: number, inner: Command[]): string {
    let word = '';
    this.#at += 1;
    while (this.#at < this.text.length && this.text.charAt(this.#at) !== '"') {
      word += this.#piece(depth, inner);
    }
    this.#at += 1;
    return word;
  }

  /** Everything to a mark and the mark itself; two characters where the mark is not there. */
  #to(mark: string): string {
    const from = this.#at;
    const end = this.#find(mark);
    // Only an expression of GitHub goes over lines.
    const there = mark === '}}' || end < this.#find('\n');
    this.#at = end === Infinity || !there ? from + 2 : end + mark.length;
    return this.text.slice(from, this.#at);
  }

  /** Offset of the next mark; each is looked for once, so that all of them together are linear. */
  #find(mark: string): number {
    const known = this.#next.get(mark);
    if (known !== undefined && known >= this.#at) return known;
    const found = this.text.indexOf(mark, this.#at);
    const next = found < 0 ? Infinity : found;
    this.#next.set(mark, next);
    return next;
  }

  #skipLine(): void {
    const end = this.text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.text.length : end;
  }

  /** Reads `<<WORD`: what follows on the next lines, up to that word, is no command. */
  #heredoc(): boolean {
    const found = /^<<(-?)[ \t]{0,8}(["'\\]?)([A-Za-z_][\w.-]{0,99})["']?/.exec(
      this.text.substr(this.#at, 120),
    );
    if (found === null) return false;
    this.#heredocs.push({ end: found[3] ?? '', indented: found[1] === '-' });
    this.#at += found[0].length;
    return true;
  }

  #skipHeredocs(): void {
    for (const { end, indented } of this.#heredocs.splice(0)) {
      while (this.#at < this.text.length) {
        const stop = this.text.indexOf('\n', this.#at);
        const line = this.text.slice(this.#at, stop < 0 ? undefined : stop);
        this.#at = stop < 0 ? this.text.length : stop + 1;
        if ((indented ? line.replace(/^\t+/, '') : line).trimEnd() === end) break;
      }
    }
  }
}
