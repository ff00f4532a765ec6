import type { RE2JS } from 're2js';
import { isError, runtimeError, type PhaseMirrorError } from '../../errors/index.js';
import type { CustomDetector } from './custom.js';

/** A form of the organisation's own, such as its employee numbers. */
export interface CustomRule {
  /** 1–40 lower-case letters, digits and hyphens; unique. */
  readonly name: string;
  /**
   * RE2 syntax, 1–500 characters: no look-around and no back-reference, so that it takes linear time.
   * Matched line by line: `^` and `$` are the ends of a line.
   */
  readonly pattern: string;
  /** `i`: upper and lower case are the same. Nothing else. */
  readonly flags?: string;
}

export const MOST_RULES = 50;
const MOST_CHARACTERS = 500;
/** Instructions of a compiled pattern: each character of a text may cost as many steps. */
const MOST_INSTRUCTIONS = 2_500;
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
/** Texts in which a pattern that can match nothing does so. */
const PROBES = ['', 'a', 'aa', 'a a', '1', '-', 'A_1'];

/**
 * The detectors of an organisation's rules, for `redactor(ring, { custom })`. RE2 is loaded only when
 * there are rules. Throws PM-4004 for too many rules, a name that is none or used twice, a pattern that
 * is invalid, too long, too large or can match nothing, and flags other than `i`.
 */
export async function customDetectors(
  rules: readonly CustomRule[],
): Promise<readonly CustomDetector[]> {
  if (rules.length === 0) return [];
  if (rules.length > MOST_RULES) {
    throw runtimeError('PM-4004', {
      what: 'the redaction rules',
      why: `there are ${rules.length}, at most ${MOST_RULES} are allowed`,
    });
  }
  const { RE2JS: re2 } = await import('re2js');
  const names = new Set<string>();
  return rules.map((rule, i) => {
    const { name } = rule;
    if (typeof name !== 'string' || !NAME.test(name)) {
      throw refused(`number ${i + 1}`, 'its name must be 1–40 of a–z, 0–9 and inner hyphens');
    }
    if (names.has(name)) throw refused(name, 'there are two of this name');
    names.add(name);
    return detector(rule, compile(rule, re2));
  });
}

const refused = (name: string, why: string): PhaseMirrorError =>
  runtimeError('PM-4004', { what: `the redaction rule ${name}`, why });

function compile({ name, pattern, flags = '' }: CustomRule, re2: typeof RE2JS): RE2JS {
  if (typeof pattern !== 'string' || pattern === '' || pattern.length > MOST_CHARACTERS) {
    throw refused(name, `its pattern must have 1–${MOST_CHARACTERS} characters`);
  }
  if (flags !== '' && flags !== 'i') throw refused(name, 'its flags may be `i` or nothing');
  let compiled: RE2JS;
  try {
    compiled = re2.compile(pattern, re2.MULTILINE | (flags === 'i' ? re2.CASE_INSENSITIVE : 0));
  } catch (error) {
    throw refused(name, isError(error) ? error.message : String(error));
  }
  const size = compiled.programSize();
  if (size > MOST_INSTRUCTIONS) {
    const why = `its pattern is too large: ${size} instructions, at most ${MOST_INSTRUCTIONS}; lower its counts`;
    throw refused(name, why);
  }
  if (PROBES.some((text) => matchesNothing(compiled, text))) {
    throw refused(name, 'its pattern matches the empty text, which is in every text');
  }
  return compiled;
}

function matchesNothing(compiled: RE2JS, text: string): boolean {
  const matcher = compiled.matcher(text);
  while (matcher.find()) if (matcher.start() === matcher.end()) return true;
  return false;
}

function detector({ name, pattern }: CustomRule, compiled: RE2JS): CustomDetector {
  // With these the ends of a line are not seen in the middle of a text.
  const oneLineOnly = /\\[Az]|\(\?[a-zA-Z]*-/.test(pattern);
  return {
    name,
    *find(text) {
      if (!oneLineOnly && !text.includes('\r') && !compiled.test(text)) return;
      for (let start = 0; start < text.length;) {
        const feed = text.indexOf('\n', start);
        const end = feed === -1 ? text.length : feed;
        const line = text.slice(start, text.charAt(end - 1) === '\r' ? end - 1 : end);
        yield* inLine(compiled, line, start);
        start = end + 1;
      }
    },
  };
}

/**
 * One search is linear, but each may look as far as the line's end: so many are made, and what is left
 * of a line with more matches is taken whole.
 */
function* inLine(
  compiled: RE2JS,
  line: string,
  offset: number,
): Iterable<readonly [start: number, end: number]> {
  const most = 64 + Math.floor(2 ** 20 / (line.length + 1));
  const matcher = compiled.matcher(line);
  for (let found = 0; matcher.find(); found += 1) {
    if (found === most) {
      yield [offset + matcher.start(), offset + line.length];
      return;
    }
    if (matcher.end() > matcher.start()) yield [offset + matcher.start(), offset + matcher.end()];
  }
}
