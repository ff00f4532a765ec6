/** Syntax of GitHub's expressions. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: null | boolean | number | string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'index'; readonly of: Expression; readonly by: Expression | 'every' }
  | { readonly kind: 'not'; readonly of: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    };

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=';

/** The runner's ExpressionConstants.MaxDepth and MaxLength. */
const MAX_DEPTH = 50;
const MAX_LENGTH = 21_000;

/** Thrown for a text that is no expression. */
export class NotAnExpression extends Error {}

const TOKEN =
  /\s+|'(?:[^']|'')*'|\|\||&&|[=!<>]=|[+-]?(?:0x[0-9a-fA-F]+|0o[0-7]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|[!<>()[\],.*]|[A-Za-z_][A-Za-z0-9_-]*/y;
const NUMBER_START = /^(?:[+-]|[0-9])/;
const PRECEDENCE: readonly (readonly BinaryOperator[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
];

export function parseExpression(text: string): Expression {
  if (text.length > MAX_LENGTH) throw new NotAnExpression(`more than ${MAX_LENGTH} characters`);
  return new Parser(tokenize(text)).parse();
}

function tokenize(text: string): readonly string[] {
  const tokens: string[] = [];
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    let token = TOKEN.exec(text)?.[0];
    if (token === undefined) throw new NotAnExpression(`unexpected ${text.slice(at, at + 10)}`);
    // `.5` after a name is a dereference followed by a number, which the language does not have.
    if (/^\.[0-9]/.test(token) && /[\w\])*]$/.test(tokens.at(-1) ?? '')) token = '.';
    at += token.length;
    if (token.trim() !== '') tokens.push(token);
  }
  return tokens;
}

class Parser {
  #at = 0;
  #depth = 0;

  constructor(readonly tokens: readonly string[]) {}

  parse(): Expression {
    const expression = this.#binary(0);
    if (this.#at < this.tokens.length) throw this.#unexpected();
    return expression;
  }

  #binary(level: number): Expression {
    const operators = PRECEDENCE[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = operators.find((o) => o === this.tokens[this.#at]);
      if (operator === undefined) return left;
      this.#at += 1;
      left = { kind: 'binary', operator, left, right: this.#binary(level + 1) };
    }
  }

  #unary(): Expression {
    if (this.tokens[this.#at] !== '!') return this.#postfix();
    this.#at += 1;
    return this.#deeper(() => ({ kind: 'not', of: this.#unary() }));
  }

  #postfix(): Expression {
    let expression = this.#primary();
    for (;;) {
      const token = this.tokens[this.#at];
      if (token !== '.' && token !== '[') return expression;
      this.#at += 1;
      if (this.tokens[this.#at] === '*') {
        this.#at += 1;
        expression = { kind: 'index', of: expression, by: 'every' };
      } else if (token === '.') {
        const name = this.tokens[this.#at] ?? '';
        if (!/^[A-Za-z_]/.test(name)) throw this.#unexpected();
        this.#at += 1;
        expression = { kind: 'index', of: expression, by: { kind: 'literal', value: name } };
      } else {
        expression = { kind: 'index', of: expression, by: this.#deeper(() => this.#binary(0)) };
      }
      if (token === '[') this.#expect(']');
    }
  }

  #primary(): Expression {
    const token = this.tokens[this.#at];
    if (token === undefined) throw new NotAnExpression('the expression ends too early');
    this.#at += 1;
    if (token === '(') {
      const inner = this.#deeper(() => this.#binary(0));
      this.#expect(')');
      return inner;
    }
    if (token.startsWith("'")) return { kind: 'literal', value: unquote(token) };
    if (NUMBER_START.test(token) || /^\.[0-9]/.test(token)) {
      return { kind: 'literal', value: Number(token) };
    }
    if (!/^[A-Za-z_]/.test(token)) {
      this.#at -= 1;
      throw this.#unexpected();
    }
    if (this.tokens[this.#at] === '(') return { kind: 'call', name: token, args: this.#args() };
    return KEYWORDS.get(token) ?? { kind: 'name', name: token };
  }

  #args(): readonly Expression[] {
    this.#at += 1;
    const args: Expression[] = [];
    while (this.tokens[this.#at] !== ')') {
      if (args.length > 0) this.#expect(',');
      args.push(this.#deeper(() => this.#binary(0)));
    }
    this.#at += 1;
    return args;
  }

  #expect(token: string): void {
    if (this.tokens[this.#at] !== token) throw this.#unexpected();
    this.#at += 1;
  }

  #deeper<T>(work: () => T): T {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new NotAnExpression(`more than ${MAX_DEPTH} levels`);
    const result = work();
    this.#depth -= 1;
    return result;
  }

  #unexpected(): NotAnExpression {
    return new NotAnExpression(`unexpected ${this.tokens[this.#at] ?? 'end'}`);
  }
}

const KEYWORDS = new Map<string, Expression>(
  (
    [
      ['null', null],
      ['true', true],
      ['false', false],
      ['NaN', NaN],
      ['Infinity', Infinity],
    ] as const
  ).map(([word, value]) => [word, { kind: 'literal', value }]),
);

export function unquote(token: string): string {
  return token.slice(1, -1).replaceAll("''", "'");
}
