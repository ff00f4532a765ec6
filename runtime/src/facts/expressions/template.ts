import { NotAnExpression, parseExpression, unquote, type Expression } from './parse.js';

/** A text with expressions in it: literal parts and expressions in turn, as they stand. */
export type Template = readonly (string | Expression)[];

const OPEN = '${{';

/**
 * Splits a text at its `${{ }}`. A single quoted literal is no expression, as GitHub's reader has it:
 * `${{ 'x' }}` is the text `x`. Throws {@link NotAnExpression}.
 */
export function parseTemplate(text: string): Template {
  const parts: (string | Expression)[] = [];
  let at = 0;
  for (;;) {
    const start = text.indexOf(OPEN, at);
    if (start < 0) break;
    if (start > at) parts.push(text.slice(at, start));
    const end = endOfExpression(text, start + OPEN.length);
    parts.push(parseExpression(text.slice(start + OPEN.length, end - 2)));
    at = end;
  }
  if (at < text.length) parts.push(text.slice(at));
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'object' && isQuoted(text)) {
    return [unquote(text.slice(OPEN.length, -2).trim())];
  }
  return parts;
}

export function isDynamic(template: Template): boolean {
  return template.some((part) => typeof part !== 'string');
}

/** Offset after the closing braces. Braces inside a quoted literal do not close. */
function endOfExpression(text: string, from: number): number {
  let quoted = false;
  for (let i = from; i < text.length; i += 1) {
    if (text[i] === "'") quoted = !quoted;
    else if (!quoted && text[i] === '}' && text[i - 1] === '}') return i + 1;
  }
  throw new NotAnExpression('an expression is not closed');
}

const isQuoted = (text: string): boolean => /^\$\{\{\s*'(?:[^']|'')*'\s*\}\}$/.test(text);
