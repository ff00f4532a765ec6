import { relative } from 'node:path';
import { type ALL_ERRORS, opsError } from '../errors.js';
import type { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import type { Io } from './io.js';
import type { ToolResult } from './process.js';

const MOST = 25;
const TAIL = 12;
const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
const TELLING = /(error|exception)\b|\b(fatal|denied|refused|timed? ?out|panic|traceback)\b/i;

/**
 * The lines of a tool's output that say why it failed: Terraform's boxed errors where there are any,
 * else the lines that speak of an error, else the last ones.
 */
export function linesThatMatter(output: string): readonly string[] {
  const lines = output
    .replace(ESCAPES, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const boxed = boxedErrors(lines);
  if (boxed.length > 0) return boxed.slice(0, MOST);
  const telling = lines.filter((line) => TELLING.test(line));
  return telling.length > 0 ? telling.slice(-TAIL) : lines.slice(-TAIL);
}

function boxedErrors(lines: readonly string[]): readonly string[] {
  const found: string[] = [];
  let inside = false;
  for (const line of lines) {
    const at = line.search(/[╷│╵]/);
    if (at < 0) continue;
    const mark = line.charAt(at);
    const text = line.slice(at + 1).trimEnd();
    if (mark === '╷') inside = false;
    // A box may hold a warning; only errors explain a failure.
    if (mark === '│' && /^\s*Error:/.test(text)) inside = true;
    if (mark === '│' && inside && text.trim() !== '') found.push(text.replace(/^ /, ''));
  }
  return found;
}

/** A failed tool as an expected failure: what was run, the lines that matter, where the log is. */
export function toolFailure(
  io: Pick<Io, 'root' | 'mask'>,
  code: keyof typeof ALL_ERRORS,
  what: string,
  result: ToolResult,
): PhaseMirrorError {
  const lines = linesThatMatter(result.output).map((line) => `\n    ${line}`);
  const log = result.log === undefined ? '' : `\n  log: ${shortPath(io.root, result.log)}`;
  return opsError(code, {
    what: `${what} ended with exit ${result.exit}`,
    why: io.mask.apply(`${lines.join('')}${log}`),
  });
}

/** A path as a person at the project's root would type it. */
export function shortPath(root: string, path: string): string {
  const short = relative(root, path);
  return short.startsWith('..') ? path : short;
}
