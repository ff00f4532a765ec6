import type { Quoted } from '../place.js';
import type { TextFile } from '../text.js';
import { readOwner, type Owner } from './owner.js';
import { patternProblem } from './pattern.js';

/** A line of CODEOWNERS: a pattern and who owns what it matches. */
export interface OwnerLine extends Quoted {
  readonly pattern: string;
  /** Empty: the line takes owners away. */
  readonly owners: readonly Owner[];
}

/** A line that GitHub leaves out; the others count all the same. */
export interface BrokenLine extends Quoted {
  readonly pattern: string;
  /** Why, in words without a full stop. */
  readonly reason: string;
}

export interface OwnerLines {
  readonly lines: readonly OwnerLine[];
  readonly broken: readonly BrokenLine[];
}

/** Characters of a wrong word that its reason shows. */
const SHOWN = 60;

const LINE = /[^\r\n]+/g;
const LINE_BREAK = /\r\n|\r|\n/g;
const WORD = /(?:\\.|[^\s\\]|\\$)+/g;

/** Reads CODEOWNERS (rules.md 2.4), line by line; linear in the text; never throws. */
export function readCodeowners(file: TextFile): OwnerLines {
  const lines: OwnerLine[] = [];
  const broken: BrokenLine[] = [];
  for (const { 0: text, index } of file.text.matchAll(LINE)) {
    const [first, ...rest] = wordsOf(text);
    if (first === undefined) continue;
    const quoteAt = (word: Word): Quoted =>
      file.quote(file.place(index + word.at, index + word.at + word.text.length));
    const pattern = first.text;
    const problem = patternProblem(pattern);
    if (problem !== undefined) {
      broken.push({ pattern, reason: problem, ...quoteAt(first) });
      continue;
    }
    const owners: Owner[] = [];
    const wrong = rest.find((word) => {
      const owner = readOwner(word.text);
      if (owner !== undefined) owners.push(owner);
      return owner === undefined;
    });
    if (wrong === undefined) lines.push({ pattern, owners, ...quoteAt(first) });
    else {
      const reason = `${JSON.stringify(wrong.text.slice(0, SHOWN))} is no owner: neither @user, @org/team nor an e-mail address`;
      broken.push({ pattern, reason, ...quoteAt(wrong) });
    }
  }
  return { lines, broken };
}

/** A word of a line and where it begins: in the line, or in the file. */
interface Word {
  readonly text: string;
  readonly at: number;
}

/** A word that stands for an owner, whether it is one or not. */
export interface OwnerWord extends Word {
  /** From 1. */
  readonly line: number;
  readonly pattern: string;
}

/** Every owner of a text with its place in it: what a change of owners replaces, and nothing else. */
export function ownerWords(text: string): readonly OwnerWord[] {
  let line = 1;
  let read = 0;
  return [...text.matchAll(LINE)].flatMap(({ 0: content, index }) => {
    line += text.slice(read, index).match(LINE_BREAK)?.length ?? 0;
    read = index;
    const [pattern, ...owners] = wordsOf(content);
    if (pattern === undefined) return [];
    return owners.map((word) => ({
      ...{ text: word.text, at: index + word.at, line, pattern: pattern.text },
    }));
  });
}

/** The words before a comment; `\` keeps the space behind it in the word. */
function wordsOf(line: string): readonly Word[] {
  const words: Word[] = [];
  for (const { 0: text, index } of line.matchAll(WORD)) {
    if (text.startsWith('#')) break;
    words.push({ text, at: index });
  }
  return words;
}
