import { findJson, type Span } from './json-offset.js';

/** One spot of one file at which the version stands. */
export interface Place {
  /** Path from the repository's root. */
  readonly file: string;
  /** Said to people, for example `packages["runtime"].version`. */
  readonly spot: string;
  /** Where the version stands in the file's text; undefined when the spot is not there. */
  find(text: string): Span | undefined;
}

/** Text between these comments is the release's own; everything else in a README belongs to people. */
export const MARK = { begin: '<!-- version -->', end: '<!-- /version -->' } as const;

const json = (file: string, path: readonly string[]): Place => ({
  file,
  spot: path
    .map((key, at) =>
      /^\w+$/.test(key) ? (at === 0 ? key : `.${key}`) : `[${JSON.stringify(key)}]`,
    )
    .join(''),
  find(text) {
    const span = findJson(text, path);
    if (span === undefined || text[span.start] !== '"') return undefined;
    return { start: span.start + 1, end: span.end - 1 };
  },
});

const marked = (file: string): Place => ({
  file,
  spot: `between ${MARK.begin} and ${MARK.end}`,
  find(text) {
    const begin = text.indexOf(MARK.begin);
    const start = begin + MARK.begin.length;
    const end = text.indexOf(MARK.end, start);
    return begin < 0 || end < 0 ? undefined : { start, end };
  },
});

const whole = (file: string): Place => ({
  file,
  spot: 'its one line',
  find(text) {
    const line = /^\uFEFF?([^\r\n]+)(\r?\n)?$/.exec(text)?.[1];
    if (line === undefined) return undefined;
    const start = text.indexOf(line);
    return { start, end: start + line.length };
  },
});

/** Everywhere that the version stands; the lock file holds it three times. */
export const PLACES: readonly Place[] = [
  whole('VERSION'),
  json('package.json', ['version']),
  json('runtime/package.json', ['version']),
  json('package-lock.json', ['version']),
  json('package-lock.json', ['packages', '', 'version']),
  json('package-lock.json', ['packages', 'runtime', 'version']),
  marked('README.md'),
  marked('runtime/README.md'),
];
