import type { CodeownersFile, Facts, OwnerEntry, Quoted } from '../../facts/index.js';
import type { RuleResult } from '../finding.js';
import { quoted } from '../reported.js';
import type { Rule } from '../rule.js';
import { evidenceAt, findingOf, type Violation } from '../violation.js';
import { codeownersLinesMeta } from './meta.js';
import { fileAfter, fileInForce, ownersText } from './ownership.js';
import { ownersQuestion, unknownOwners } from './unknown-owners.js';

const CHECK = 'MD-002.7';
/** Findings of one kind that are listed one by one; the rest is one finding that counts them. */
const LISTED = 50;

/** Lines of CODEOWNERS that do nothing. GitHub leaves the line out and reads the others. */
export const codeownersLines: Rule = { meta: codeownersLinesMeta, judge };

type Line = Violation & { readonly kind: string };

/** Of these nobody knows whether the change brings them. */
const STANDING: ReadonlySet<string> = new Set(['matchless', 'unknown owner']);

function judge(facts: Facts): RuleResult {
  const file = fileAfter(facts);
  if (file === undefined) return { findings: [], unknowns: [], judged: 0 };
  const now = fileInForce(facts);
  const before = new Set(now === undefined ? [] : linesOf(now).map(({ subject }) => subject));
  const compared = facts.codeowners.proposed !== undefined && now !== undefined;
  const lines = [...linesOf(file), ...strangers(facts)];
  const question = ownersQuestion(facts);
  return {
    findings: listed(lines, file).map(({ kind, ...line }) =>
      findingOf(CHECK, line, compared && !STANDING.has(kind) && !before.has(line.subject)),
    ),
    unknowns: question === undefined ? [] : [{ ...question, check: CHECK }],
    judged: file.entries.length + file.broken.length,
  };
}

function linesOf(file: CodeownersFile): readonly Line[] {
  const last = new Map(file.entries.map((entry, i) => [entry.pattern, i]));
  return [
    ...file.broken.map((line) => broken(file, line, line.pattern, line.reason)),
    ...file.entries.flatMap((entry, i) => {
      const again = last.get(entry.pattern);
      if (again !== undefined && again > i) {
        return [repeated(file, entry, file.entries[again] as OwnerEntry)];
      }
      if (!entry.matches) return [matchless(file, entry)];
      return entry.decides === 0 ? [shadowed(file, entry)] : [];
    }),
  ];
}

function broken(file: CodeownersFile, at: Quoted, pattern: string, reason: string): Line {
  return {
    kind: 'broken',
    subject: `broken ${pattern} ${reason}`,
    severity: 'medium',
    confidence: 'high',
    title: `GitHub leaves out line ${at.place.line} of ${file.path}`,
    claim: evidenceAt(`the line is about ${quoted(pattern)}`, at),
    reality: { says: reason, quote: '' },
    why: 'The line reads as if it gave an owner, and gives none.',
    fix: 'Write `pattern @user @org/team`, with patterns that CODEOWNERS knows: no `!`, no `[ ]`, no escaped `#`.',
  };
}

function repeated(file: CodeownersFile, entry: OwnerEntry, again: OwnerEntry): Line {
  return {
    kind: 'repeated',
    subject: `repeated ${entry.pattern} ${ownersText(entry)}`,
    severity: 'low',
    confidence: 'high',
    title: `${quoted(entry.pattern)} stands twice in ${file.path}`,
    claim: evidenceAt(
      `${quoted(entry.pattern)} belongs to ${ownersText(entry) || 'nobody'}`,
      entry,
    ),
    reality: evidenceAt(
      `line ${again.place.line} gives it to ${ownersText(again) || 'nobody'}`,
      again,
    ),
    why: 'The last match wins, so the line decides nothing.',
    fix: 'Keep one of the two lines.',
  };
}

function matchless(file: CodeownersFile, entry: OwnerEntry): Line {
  return {
    kind: 'matchless',
    subject: `matchless ${entry.pattern}`,
    severity: 'low',
    confidence: 'high',
    title: `${quoted(entry.pattern)} matches no file`,
    claim: evidenceAt(`${file.path} is about ${quoted(entry.pattern)}`, entry),
    reality: { says: 'no tracked file matches it; case counts', quote: '' },
    why: 'A path that was renamed or misspelt has lost its owner without a sound.',
    fix: 'Correct the pattern, or remove the line.',
  };
}

function shadowed(file: CodeownersFile, entry: OwnerEntry): Line {
  return {
    kind: 'shadowed',
    subject: `shadowed ${entry.pattern} ${ownersText(entry)}`,
    severity: 'low',
    confidence: 'high',
    title: `${quoted(entry.pattern)} decides nothing`,
    claim: evidenceAt(
      `${quoted(entry.pattern)} belongs to ${ownersText(entry) || 'nobody'}`,
      entry,
    ),
    reality: { says: `lines below it match every file that it matches`, quote: '' },
    why: 'The last match wins: its owners are never asked.',
    fix: 'Move the line below the more general ones, or remove it.',
  };
}

/** Owners whom GitHub does not know; a line that nobody else owns is MD-002.6. */
function strangers(facts: Facts): readonly Line[] {
  return unknownOwners(facts)
    .filter(({ all, entry }) => !all || entry.decides === 0)
    .map(({ entry, owners, reality }) => ({
      kind: 'unknown owner',
      subject: `unknown owner ${entry.pattern} ${owners.join(' ')}`,
      severity: 'medium',
      confidence: 'high',
      title: `${quoted(entry.pattern)} names an owner whom GitHub does not know`,
      claim: evidenceAt(`${quoted(entry.pattern)} belongs to ${ownersText(entry)}`, entry),
      reality,
      why: 'Who does not exist, or may not write, is never asked for a review.',
      fix: `Correct ${owners.join(' and ')}, or give write access.`,
    }));
}

function listed(lines: readonly Line[], file: CodeownersFile): readonly Line[] {
  const byKind = new Map<string, Line[]>();
  for (const line of lines) byKind.set(line.kind, [...(byKind.get(line.kind) ?? []), line]);
  return [...byKind.values()].flatMap((all) => {
    const rest = all.slice(LISTED);
    const [first] = rest;
    if (first === undefined) return all;
    const more: Line = {
      ...first,
      subject: `more ${first.kind}`,
      title: `${rest.length} more lines of ${file.path} are ${first.kind}`,
    };
    return [...all.slice(0, LISTED), more];
  });
}
