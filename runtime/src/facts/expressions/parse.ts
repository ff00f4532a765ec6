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
  /** Levels below an expression, itself included; one that is not here is a leaf. */
  readonly #levels = new Map<Expression, number>();

  constructor(readonly tokens: readonly string[]) {}

  parse(): Expression {
    const expression = this.#binary(0);
    if (this.#at < this.tokens.length) throw this.#unexpected();
    return expression;
  }

  #binary(level: number): Expression {
    const operators = PRECEDENCE[level];
    if (operators === undefined) return this.#unary();
    const [operator] = operators;
    if (operator === '||' || operator === '&&') return this.#row(operator, level);
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = operators.find((o) => o === this.tokens[this.#at]);
      if (operator === undefined) return left;
      this.#at += 1;
      const right = this.#binary(level + 1);
      left = this.#level({ kind: 'binary', operator, left, right }, left, right);
    }
  }

  /** `a || b || c` is one level for the runner, however many there are. */
  #row(operator: '||' | '&&', level: number): Expression {
    const row = [this.#binary(level + 1)];
    while (this.tokens[this.#at] === operator) {
      this.#at += 1;
      row.push(this.#binary(level + 1));
    }
    const [first] = row;
    return row.length === 1 && first !== undefined
      ? first
      : this.#level(balanced(operator, row), ...row);
  }

  /** Refuses what is deeper than the runner takes, so that nobody who walks an expression goes deeper. */
  #level<T extends Expression>(expression: T, ...inner: readonly Expression[]): T {
    const levels = 1 + Math.max(0, ...inner.map((one) => this.#levels.get(one) ?? 1));
    if (levels > MAX_DEPTH) throw tooDeep();
    this.#levels.set(expression, levels);
    return expression;
  }

  #unary(): Expression {
    if (this.tokens[this.#at] !== '!') return this.#postfix();
    this.#at += 1;
    return this.#deeper(() => {
      const of = this.#unary();
      return this.#level({ kind: 'not', of }, of);
    });
  }

  #postfix(): Expression {
    let expression = this.#primary();
    for (;;) {
      const token = this.tokens[this.#at];
      if (token !== '.' && token !== '[') return expression;
      this.#at += 1;
      if (this.tokens[this.#at] === '*') {
        this.#at += 1;
        expression = this.#level({ kind: 'index', of: expression, by: 'every' }, expression);
      } else if (token === '.') {
        const name = this.tokens[this.#at] ?? '';
        if (!/^[A-Za-z_]/.test(name)) throw this.#unexpected();
        this.#at += 1;
        const by: Expression = { kind: 'literal', value: name };
        expression = this.#level({ kind: 'index', of: expression, by }, expression);
      } else {
        const by = this.#deeper(() => this.#binary(0));
        expression = this.#level({ kind: 'index', of: expression, by }, expression, by);
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
    if (this.tokens[this.#at] === '(') {
      const args = this.#args();
      return this.#level({ kind: 'call', name: token, args }, ...args);
    }
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
    if (this.#depth > MAX_DEPTH) throw tooDeep();
    const result = work();
    this.#depth -= 1;
    return result;
  }

  #unexpected(): NotAnExpression {
    return new NotAnExpression(`unexpected ${this.tokens[this.#at] ?? 'end'}`);
  }
}

const tooDeep = (): NotAnExpression => new NotAnExpression(`more than ${MAX_DEPTH} levels`);

/**
 * A row of operands as a tree: to the left as it is read while it is short, in halves beyond, where
 * thousands of levels would end the stack. Both mean the same.
 */
function balanced(operator: '||' | '&&', row: readonly Expression[]): Expression {
  const middle = row.length > MAX_DEPTH ? row.length >> 1 : row.length - 1;
  const [first] = row;
  if (row.length === 1 && first !== undefined) return first;
  const left = balanced(operator, row.slice(0, middle));
  return { kind: 'binary', operator, left, right: balanced(operator, row.slice(middle)) };
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
