import { callFunction } from './functions.js';
import type { Expression } from './parse.js';
import type { Template } from './template.js';
import {
  compare,
  equal,
  isList,
  isMap,
  isPrimitive,
  lookUp,
  MAX_TEXT,
  PartialMap,
  toNumber,
  toText,
  truthOf,
  Unknown,
  UNKNOWN,
  type Value,
} from './value.js';

/** What an expression may read. A name that is not here is {@link UNKNOWN}. */
export interface Scope {
  readonly names: ReadonlyMap<string, Value>;
  /** Where a name that is not in `names` is looked up. */
  readonly outer?: Scope;
  /** Status functions of a job's `if`; absent where they are not allowed. */
  readonly status?: ReadonlyMap<string, Value>;
}

/** The value of an expression as far as it can be known before the workflow runs. */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'name':
      return nameValue(expression.name.toLowerCase(), scope);
    case 'not': {
      const truth = truthOf(evaluate(expression.of, scope));
      return truth === undefined ? UNKNOWN : !truth;
    }
    case 'index':
      return index(expression, scope);
    case 'binary':
      return binary(expression, scope);
    case 'call': {
      const status = scope.status?.get(expression.name.toLowerCase());
      if (status !== undefined) return status;
      return callFunction(
        expression.name,
        expression.args.map((arg) => evaluate(arg, scope)),
      );
    }
  }
}

function nameValue(name: string, { names, outer }: Scope): Value {
  const value = names.get(name);
  if (value !== undefined) return value;
  return outer === undefined ? UNKNOWN : nameValue(name, outer);
}

/**
 * Text of a template: its parts, with undefined where a part is not known. Neighbouring texts are
 * joined, so a text that is known has exactly one part.
 */
export function render(template: Template, scope: Scope): readonly (string | undefined)[] {
  const parts: (string | undefined)[] = [];
  for (const piece of template) {
    const value = typeof piece === 'string' ? piece : evaluate(piece, scope);
    const text = value instanceof Unknown ? undefined : toText(value);
    const last = parts.length - 1;
    const before = parts[last];
    if (text !== undefined && typeof before === 'string') {
      if (before.length + text.length > MAX_TEXT) return [undefined];
      parts[last] = before + text;
    } else if (text !== undefined || last < 0 || parts[last] !== undefined) parts.push(text);
  }
  return parts.length === 0 ? [''] : parts;
}

/** The value of a template: that of its only expression, else its text. */
export function valueOfTemplate(template: Template, scope: Scope): Value {
  const [only] = template;
  if (template.length === 1 && typeof only === 'object') return evaluate(only, scope);
  const [text, ...rest] = render(template, scope);
  if (rest.length === 0 && text !== undefined) return text;
  // Some literal text stands beside what is not known, so the whole is not empty.
  return new Unknown(template.some((part) => typeof part === 'string' && part !== '') || undefined);
}

function binary(expression: Expression & { kind: 'binary' }, scope: Scope): Value {
  const { operator } = expression;
  const left = evaluate(expression.left, scope);
  if (operator === '||' || operator === '&&') {
    const truth = truthOf(left);
    if (truth !== undefined && truth === (operator === '||')) return left;
    const right = evaluate(expression.right, scope);
    if (truth !== undefined) return right;
    // `unknown && false` is false or falsy whatever the unknown is; `unknown || true` likewise.
    const decided = truthOf(right) === (operator === '||');
    return decided ? new Unknown(operator === '||') : UNKNOWN;
  }
  const right = evaluate(expression.right, scope);
  if (operator === '==' || operator === '!=') {
    const same = equal(left, right);
    return same === undefined ? UNKNOWN : same === (operator === '==');
  }
  const order = compare(left, right);
  if (order === undefined) return UNKNOWN;
  if (operator === '<') return order < 0;
  if (operator === '>') return order > 0;
  return operator === '<=' ? order <= 0 : order >= 0;
}

function index(expression: Expression & { kind: 'index' }, scope: Scope): Value {
  const of = evaluate(expression.of, scope);
  if (of instanceof Unknown) return UNKNOWN;
  // What `.*` gathers is read once more when the workflow runs; no name is worth restating that.
  if (expression.by === 'every') return UNKNOWN;
  const by = evaluate(expression.by, scope);
  if (by instanceof Unknown) return UNKNOWN;
  if (!isPrimitive(by)) return null;
  if (isMap(of)) {
    const value = lookUp(of, toText(by));
    return value === undefined ? (of instanceof PartialMap ? UNKNOWN : null) : value;
  }
  if (!isList(of)) return null;
  const position = Math.floor(toNumber(by));
  return position >= 0 ? (of[position] ?? null) : null;
}
