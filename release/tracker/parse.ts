import { releaseError } from '../errors.js';

/** Path of the tracker from the repository's root. */
export const TRACKER = 'docs/completion-tracker.md';

/** One piece of work: `- [x] 3.2 Text`. */
export interface Box {
  /** `<day>.<number>`. */
  readonly id: string;
  readonly text: string;
  readonly ticked: boolean;
  /** Where the character between the brackets stands in the file. */
  readonly offset: number;
}

/** What stands in a day's way: `- Blocker: text`, or, once it is gone, `- Blocker (gone YYYY-MM-DD): text`. */
export interface Blocker {
  readonly text: string;
  readonly gone?: string;
}

/** `## Day 3: title` with everything below it. */
export interface Day {
  readonly number: number;
  readonly title: string;
  readonly boxes: readonly Box[];
  readonly blockers: readonly Blocker[];
}

/** A day is complete when each box is ticked and nothing stands in its way. */
export const isComplete = ({ boxes, blockers }: Day): boolean =>
  boxes.every(({ ticked }) => ticked) && blockers.every(({ gone }) => gone !== undefined);

interface Reading {
  number: number;
  title: string;
  line: number;
  boxes: Box[];
  blockers: Blocker[];
}

const DAY = /^## Day (\d+): (\S.*)$/;
const BOX = /^- \[(.)\] (\d+\.\d+) (\S.*)$/;
const BLOCKER = /^- Blocker(?: \(gone (\d{4}-\d{2}-\d{2})\))?: (\S.*)$/;

/**
 * The days of a tracker, in order. Text that is no day, box or blocker belongs to people. Throws PM-8008
 * with the line of what is nearly one: a day that is twice there or out of order, without a box, a box of
 * another day, twice there or with another mark than `x` or a space, a blocker without its text.
 */
export function parseTracker(text: string): readonly Day[] {
  const days: Reading[] = [];
  let offset = 0;
  let fence: string | undefined;
  let comment = false;
  let current: Reading | undefined;
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw.replace(/\r$/, '');
    const start = offset;
    offset += raw.length + 1;
    const mark = /^ {0,3}(```+|~~~+)/.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence) === true) fence = undefined;
      continue;
    }
    if (comment || /^ {0,3}<!--/.test(line)) {
      comment = !line.includes('-->');
      continue;
    }
    if (mark !== undefined) fence = mark;
    else current = readLine(line, at + 1, start, days, current);
  }
  if (days.length === 0) throw malformed(1, 'it has no day: `## Day 1: title`');
  for (const { number, line, boxes } of days) {
    if (boxes.length === 0)
      throw malformed(line, `day ${number} has no box: \`- [ ] ${number}.1 text\``);
  }
  return days.map(({ number, title, boxes, blockers }) => ({ number, title, boxes, blockers }));
}

/** Answers the day that the next line belongs to: any other heading of its level ends a day. */
function readLine(
  line: string,
  at: number,
  start: number,
  days: Reading[],
  day: Reading | undefined,
): Reading | undefined {
  if (/^#{1,6}\s+Day\b/i.test(line)) return readDay(line, at, days);
  if (/^#{1,2} /.test(line)) return undefined;
  if (/^\s*[-*+]\s*\[[^\]]{0,3}\](?!\()/.test(line)) readBox(line, at, start, day);
  else if (/^\s*[-*+]\s+Blocker\b/i.test(line)) readBlocker(line, at, day);
  return day;
}

function readBlocker(line: string, at: number, day: Reading | undefined): void {
  const [, gone, text] = BLOCKER.exec(line) ?? [];
  if (text === undefined) {
    throw malformed(at, 'a blocker is `- Blocker: text` or `- Blocker (gone YYYY-MM-DD): text`');
  }
  if (gone !== undefined && !isDate(gone)) throw malformed(at, `${gone} is no date`);
  if (day === undefined) throw malformed(at, 'a blocker stands outside of every day');
  day.blockers.push({ text, ...(gone === undefined ? {} : { gone }) });
}

function readDay(line: string, at: number, days: Reading[]): Reading {
  const [, digits, title] = DAY.exec(line) ?? [];
  if (digits === undefined || title === undefined) {
    throw malformed(at, 'a day is `## Day 3: title`');
  }
  const number = Number(digits);
  const before = days.at(-1)?.number ?? 0;
  if (number <= before) {
    throw malformed(at, `day ${number} stands below day ${before}: each day once, in order`);
  }
  const day: Reading = { number, title, line: at, boxes: [], blockers: [] };
  days.push(day);
  return day;
}

function readBox(line: string, at: number, start: number, day: Reading | undefined): void {
  const [, mark, id, text] = BOX.exec(line) ?? [];
  if (id === undefined || text === undefined) {
    throw malformed(at, 'a box is `- [ ] 3.2 text` or `- [x] 3.2 text`');
  }
  if (mark !== ' ' && mark !== 'x') {
    throw malformed(at, `the mark of ${id} is ${JSON.stringify(mark)}: a space or x`);
  }
  if (day === undefined) throw malformed(at, `the box ${id} stands outside of every day`);
  if (!id.startsWith(`${day.number}.`))
    throw malformed(at, `the box ${id} stands in day ${day.number}`);
  if (day.boxes.some((box) => box.id === id)) throw malformed(at, `the box ${id} is there twice`);
  day.boxes.push({ id, text, ticked: mark === 'x', offset: start + line.indexOf('[') + 1 });
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function malformed(line: number, why: string): Error {
  return releaseError('PM-8008', { what: `${TRACKER}:${line}`, why });
}
