import { readFileSync } from 'node:fs';
import { readOwner } from '../../runtime/src/facts/codeowners/owner.js';
import { opsError } from '../errors.js';

/** New owner by the old one in lower case: names on GitHub differ in more than case. */
export type OwnerMapping = ReadonlyMap<string, { readonly from: string; readonly to: string }>;

/**
 * Reads `old=new` pairs and a file of them: a JSON object, or a pair a line with `#` comments. Throws
 * PM-1001 and PM-1002 for a pair that is none, a new name that no owner can have, and two new names for
 * one old one.
 */
export function readMapping(pairs: readonly string[], file?: string): OwnerMapping {
  const given = [
    ...(file === undefined ? [] : pairsOfFile(file)),
    ...pairs.map((pair) => splitPair(pair, `--map ${pair}`, 'PM-1001')),
  ];
  const mapping = new Map<string, { from: string; to: string }>();
  for (const { from, to, where } of given) {
    if (readOwner(to) === undefined) {
      throw opsError('PM-1002', {
        what: where,
        why: `${to} is no owner: neither @user, @org/team nor an e-mail address`,
      });
    }
    const before = mapping.get(from.toLowerCase());
    if (before !== undefined && before.to !== to) {
      throw opsError('PM-1002', { what: where, why: `${from} has become ${before.to} already` });
    }
    mapping.set(from.toLowerCase(), { from, to });
  }
  if (mapping.size > 0) return mapping;
  throw opsError('PM-1001', {
    what: 'codeowners replace',
    why: 'no handle to replace is named',
    remedy: 'Name each with --map @old=@new, or all of them in a file with --map-file.',
  });
}

interface Pair {
  readonly from: string;
  readonly to: string;
  readonly where: string;
}

function pairsOfFile(file: string): readonly Pair[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw opsError('PM-1002', { what: `--map-file ${file}`, why: (cause as Error).message, cause });
  }
  if (text.trimStart().startsWith('{')) return pairsOfJson(text, file);
  return text.split(/\r\n|\r|\n/).flatMap((line, at) => {
    const pair = line.replace(/(^|\s)#.*$/, '').trim();
    return pair === '' ? [] : [splitPair(pair, `${file}:${at + 1}`, 'PM-1002')];
  });
}

function pairsOfJson(text: string, file: string): readonly Pair[] {
  const wrong = (why: string): Error => opsError('PM-1002', { what: `--map-file ${file}`, why });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw wrong((error as Error).message);
  }
  return Object.entries(json as object).map(([from, to]) => {
    if (typeof to !== 'string') throw wrong(`the owner for ${from} is no text`);
    return splitPair(`${from}=${to}`, `${file}: ${from}`, 'PM-1002');
  });
}

function splitPair(pair: string, where: string, code: 'PM-1001' | 'PM-1002'): Pair {
  const [, from, to] = /^(\S+?)\s*=\s*(\S+)$/.exec(pair) ?? [];
  if (from === undefined || to === undefined) {
    throw opsError(code, { what: where, why: 'it is not OLD=NEW' });
  }
  return { from: handle(from), to: handle(to), where };
}

/** `steward-username` means `@steward-username`; an e-mail address is left as it is. */
const handle = (text: string): string => (text.includes('@') ? text : `@${text}`);
