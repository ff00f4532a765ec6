import { matcherOf } from '../../runtime/src/facts/codeowners/matcher.js';
import { readCodeowners } from '../../runtime/src/facts/codeowners/read-codeowners.js';
import { textFile } from '../../runtime/src/facts/text.js';
import { measure, type Bench } from './bench.js';

const FILES = 50_000;
const LINES = 10_000;

/** Files of a large repository: 500 areas, packages in them, folders in those. */
const files = Array.from(
  { length: FILES },
  (_, i) => `area-${i % 500}/package-${i % 37}/src/part-${i % 7}/file-${i}.ts`,
);

/** The forms that people write, one after another. */
const FORMS: readonly ((i: number) => string)[] = [
  (i) => `/area-${i % 500}/package-${i % 37}/`,
  (i) => `/area-${i % 500}/package-${i % 37}/src/part-${i % 7}/file-${i}.ts`,
  (i) => `file-${i}.ts`,
  (i) => `*-${i}.ts`,
  (i) => `area-${i % 500}/**/part-${i % 7}/`,
  (i) => `/area-${i % 500}/*/src/file-${i % 100}*`,
];

const codeowners = (lines: number): string =>
  Array.from(
    { length: lines },
    (_, i) => `${(FORMS[i % FORMS.length] as (n: number) => string)(i)} @org/team-${i % 90}\n`,
  ).join('');

function decide(text: string, paths: readonly string[]): number {
  const { lines } = readCodeowners(textFile('CODEOWNERS', text));
  const matcher = matcherOf(lines.map(({ pattern }) => pattern));
  let owned = 0;
  for (const path of paths) if (matcher.last(path) >= 0) owned += 1;
  return owned;
}

/** Reading a CODEOWNERS file and telling of every tracked file who owns it. */
export const bench: Bench = {
  name: 'codeowners',
  targets: [
    { case: '10,000 lines over 50,000 files', statistic: 'median', atMost: 1000 },
    // Ten times the lines cost at most five times as much: far from lines times files.
    { case: '10,000 lines over 50,000 files', statistic: 'ratio', atMost: 5 },
  ],
  run: () => {
    const few = codeowners(LINES / 10);
    const many = codeowners(LINES);
    const options = { samples: 5, warmup: 1, minimumMs: 0 };
    return measure([
      {
        name: '1,000 lines over 50,000 files',
        baseline: true,
        work: () => decide(few, files),
        ...options,
      },
      { name: '10,000 lines over 50,000 files', work: () => decide(many, files), ...options },
    ]);
  },
};
