import { isComplete, type Day } from './parse.js';

/** Days of work that a release needs. */
export const NEEDED_DAYS = 20;

export interface Progress {
  readonly days: number;
  readonly complete: number;
  readonly boxes: number;
  readonly ticked: number;
  /** Blockers that are not gone. */
  readonly blockers: number;
}

export function progressOf(days: readonly Day[]): Progress {
  const boxes = days.flatMap((day) => day.boxes);
  return {
    days: days.length,
    complete: days.filter(isComplete).length,
    boxes: boxes.length,
    ticked: boxes.filter(({ ticked }) => ticked).length,
    blockers: openBlockers(days).length,
  };
}

const openBlockers = (days: readonly Day[]): readonly string[] =>
  days.flatMap(({ blockers }) =>
    blockers.flatMap(({ gone, text }) => (gone === undefined ? [text] : [])),
  );

/** A line a day, its open boxes and blockers below it, and the sum. */
export function renderProgress(days: readonly Day[]): string {
  const lines = days.flatMap((day) => {
    const done = day.boxes.filter(({ ticked }) => ticked).length;
    const count = `${done}/${day.boxes.length}`.padStart(5);
    const mark = isComplete(day) ? 'done' : '    ';
    return [
      `  ${mark}  ${count}  Day ${day.number}: ${day.title}`,
      ...day.boxes.flatMap(({ ticked, id, text }) =>
        ticked ? [] : [`               open ${id} ${text}`],
      ),
      ...openBlockers([day]).map((text) => `               blocked: ${text}`),
    ];
  });
  const { days: all, complete, boxes, ticked, blockers } = progressOf(days);
  return [
    ...lines,
    '',
    `${complete} of ${all} days complete (a release needs ${NEEDED_DAYS}); ${ticked} of ${boxes} boxes; ${blockers} blockers`,
    '',
  ].join('\n');
}
