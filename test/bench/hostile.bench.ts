import { matchesRef } from '../../runtime/src/facts/claims/ref-pattern.js';
import { readYaml } from '../../runtime/src/facts/nodes/read-yaml.js';
import { matchesPattern } from '../../runtime/src/facts/workflows/filter-pattern.js';
import { measureInTurns, type Bench, type Measurement } from './bench.js';

/** Patterns that have very many ways to match, and none that does; of twice the length, against twice the text. */
const PATTERNS: readonly (readonly [string, (length: number) => boolean])[] = [
  ['filter pattern of stars', (n) => matchesPattern('*a'.repeat(n), 'a'.repeat(n - 1))],
  ['filter pattern of question marks', (n) => matchesPattern('a?'.repeat(n), 'b'.repeat(n))],
  ['ref pattern of stars', (n) => matchesRef(`${'*a'.repeat(n)}b`, 'a'.repeat(n))],
  ['ref pattern of folders', (n) => matchesRef(`${'**/'.repeat(n)}x`, 'a/'.repeat(n))],
];
const LENGTH = 200;

const bomb = [
  `a0: &a0 [${Array(10).fill('x').join(', ')}]`,
  ...Array.from(
    { length: 9 },
    (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`,
  ),
].join('\n');
const DOCUMENTS: readonly (readonly [string, string])[] = [
  ['an alias bomb', bomb],
  ['brackets without end', '['.repeat(200_000)],
  ['a million line breaks', '\n'.repeat(1_000_000)],
  ['too many nodes', `[${'1,'.repeat(60_000)}]`],
];

/** What a hostile repository can make the collectors do. */
export const bench: Bench = {
  name: 'hostile',
  targets: [
    // Text times pattern makes 4 of it.
    ...PATTERNS.map(([name]) => ({
      case: `${name}, twice as long`,
      statistic: 'ratio' as const,
      atMost: 8,
      orMore: 1,
    })),
    ...DOCUMENTS.map(([name]) => ({
      case: `YAML: ${name}`,
      statistic: 'median' as const,
      atMost: 2_000,
    })),
  ],
  async run() {
    const measured: Measurement[] = [];
    for (const [name, match] of PATTERNS) {
      const often = { samples: 20, warmup: 5 };
      measured.push(
        ...(await measureInTurns(
          [
            { name, baseline: true, ...often, work: () => match(LENGTH) },
            { name: `${name}, twice as long`, ...often, work: () => match(2 * LENGTH) },
          ],
          'work',
        )),
      );
    }
    const few = { samples: 2, warmup: 0 };
    const cases = DOCUMENTS.map(([name, text]) => ({
      name: `YAML: ${name}`,
      ...few,
      work: () => readYaml(text),
    }));
    return [...measured, ...(await measureInTurns(cases, 'work'))];
  },
};
