import { linesOf, type Line } from './document.js';

/** The sections of Keep a Changelog 1.1.0, in its order. */
export const SECTIONS = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'] as const;
export type Section = (typeof SECTIONS)[number];

/** One generated entry: a line without its list marker. */
export interface GeneratedEntry {
  readonly section: Section;
  readonly text: string;
  /** Full commit id. */
  readonly sha: string;
  /** Numbers of the issues and pull requests that the commit names. */
  readonly references: readonly string[];
}

/** The entries that no hand-written line of `body` names by commit, issue or pull request. */
export function unnamed(
  body: string,
  entries: readonly GeneratedEntry[],
): readonly GeneratedEntry[] {
  const shas = body.match(/\b[0-9a-f]{7,40}\b/g) ?? [];
  const numbers = new Set(
    [...body.matchAll(/(?:#|\bGH-|\/(?:pull|issues)\/)(\d+)\b/g)].map(([, number]) => number),
  );
  return entries.filter(
    ({ sha, references }) =>
      !shas.some((short) => sha.startsWith(short)) &&
      !references.some((reference) => numbers.has(reference)),
  );
}

/** Adds entries below what people wrote: to the section of that name, or in a new one at its place. */
export function addEntries(body: string, entries: readonly GeneratedEntry[], eol: string): string {
  return SECTIONS.reduce((text, section) => {
    const own = entries.filter((entry) => entry.section === section);
    return own.length === 0 ? text : addToSection(text, section, own, eol);
  }, body);
}

interface Place {
  readonly name: string;
  readonly heading: Line;
  readonly content: readonly Line[];
}

function addToSection(
  body: string,
  section: Section,
  entries: readonly GeneratedEntry[],
  eol: string,
): string {
  const places = placesIn(body);
  const place = places.find(({ name }) => name === section.toLowerCase());
  if (place !== undefined) return appendTo(body, place, entries, eol);
  const later = new Set<string>(
    SECTIONS.slice(SECTIONS.indexOf(section) + 1).map((name) => name.toLowerCase()),
  );
  const before = places.find(({ name }) => later.has(name))?.heading.start ?? body.length;
  const above = body.slice(0, before).trimEnd();
  const lines = entries.map(({ text }) => `- ${text}${eol}`).join('');
  const lead = above === '' ? eol : `${above}${eol}${eol}`;
  const rest = body.slice(before);
  return `${lead}### ${section}${eol}${eol}${lines}${rest === '' ? '' : eol}${rest}`;
}

function appendTo(
  body: string,
  { heading, content }: Place,
  entries: readonly GeneratedEntry[],
  eol: string,
): string {
  const last = content.findLast(({ text }) => text.trim() !== '');
  const items = content.filter(({ text, plain }) => plain && /^[-*+] /.test(text));
  const marker = items.at(-1)?.text[0] ?? '-';
  const lines = entries.map(({ text }) => `${marker} ${text}${eol}`).join('');
  const at = (last ?? heading).end;
  const above = body.slice(0, at);
  const ended = /\n$/.test(above) ? above : above + eol;
  // Below a paragraph or a heading a list begins after a blank line.
  const gap = last !== undefined && items.length > 0 ? '' : eol;
  return `${ended}${gap}${lines}${body.slice(at)}`;
}

function placesIn(body: string): readonly Place[] {
  const lines = linesOf(body);
  const starts = lines.flatMap(({ text, plain }, at) =>
    plain && text.startsWith('### ') ? [at] : [],
  );
  return starts.flatMap((at, index) => {
    const heading = lines[at];
    if (heading === undefined) return [];
    const name = heading.text.slice(4).trim().toLowerCase();
    return [{ name, heading, content: lines.slice(at + 1, starts[index + 1]) }];
  });
}
