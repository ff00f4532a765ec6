import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Answer, Check } from '../check.js';
import { recordOfHead } from './recorded.js';

const SUMMARY = 'coverage/coverage-summary.json';
const CONFIG = 'jest.config.js';

const METRICS = ['statements', 'branches', 'functions', 'lines'] as const;
type Metric = (typeof METRICS)[number];
const METRIC = z.object({ total: z.number(), covered: z.number() });
const FILE = z.record(
  z.string(),
  z.object({ statements: METRIC, branches: METRIC, functions: METRIC, lines: METRIC }),
);
const THRESHOLDS = z.record(z.string(), z.partialRecord(z.enum(METRICS), z.number()));

export const coverage: Check = {
  id: 'tests/coverage',
  category: 'tests',
  question: 'Does the coverage of this very commit reach every threshold of jest.config.js?',
  remedy: 'Test what is not covered: coverage/lcov.info says which lines.',
  async examine(site) {
    const record = await recordOfHead(site);
    if (record.kind === undefined) return record;
    const { root, note } = site;
    const summary = await measured(join(root, SUMMARY));
    if (typeof summary === 'string') return { outcome: 'could-not-run', why: summary };
    const thresholds = await wanted(join(root, CONFIG));
    if (typeof thresholds === 'string') return { outcome: 'could-not-run', why: thresholds };
    return judge(summary, thresholds, root, note);
  },
};

type Summary = z.infer<typeof FILE>;
type Thresholds = z.infer<typeof THRESHOLDS>;

async function measured(path: string): Promise<Summary | string> {
  try {
    const found = FILE.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return found.success ? found.data : `${SUMMARY} is no summary of coverage`;
  } catch (error) {
    const gone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return gone ? `there is no ${SUMMARY}: nothing was measured` : `${SUMMARY} is no JSON`;
  }
}

async function wanted(path: string): Promise<Thresholds | string> {
  try {
    const config = (await import(pathToFileURL(path).href)) as {
      readonly default?: { readonly coverageThreshold?: unknown };
    };
    const found = THRESHOLDS.safeParse(config.default?.coverageThreshold);
    if (found.success && Object.keys(found.data).length > 0) return found.data;
    return `${CONFIG} has no coverageThreshold`;
  } catch (error) {
    return `${CONFIG} cannot be read: ${(error as Error).message}`;
  }
}

function judge(
  { total, ...files }: Summary,
  thresholds: Thresholds,
  root: string,
  note: (text: string) => void,
): Answer {
  const low: string[] = [];
  let lines = '';
  for (const [where, least] of Object.entries(thresholds)) {
    const folder = join(root, where);
    const parts =
      where === 'global'
        ? [total]
        : Object.entries(files).flatMap(([file, counts]) =>
            file.startsWith(folder) ? [counts] : [],
          );
    for (const metric of METRICS) {
      const percent = percentOf(parts, metric);
      // jest writes "Unknown" where there is nothing to count: nothing was measured.
      if (percent === undefined) return { outcome: 'could-not-run', why: unknown(where, metric) };
      const needed = least[metric];
      note(`${where} ${metric}: ${percent.toFixed(2)} % of ${needed ?? 0} %`);
      if (where === 'global' && metric === 'lines') lines = `${percent.toFixed(1)} % of lines`;
      if (needed !== undefined && percent < needed) {
        low.push(`${where} ${metric} ${percent.toFixed(1)} % < ${needed} %`);
      }
    }
  }
  return low.length === 0
    ? { outcome: 'pass', why: `${lines}; every threshold is reached`.replace(/^; /, '') }
    : { outcome: 'fail', why: low.join('; '), subjects: low };
}

const unknown = (where: string, metric: Metric): string =>
  `the ${metric} of ${where} are unknown: nothing was counted`;

function percentOf(
  parts: readonly (Summary[string] | undefined)[],
  metric: Metric,
): number | undefined {
  const sum = (what: 'total' | 'covered'): number =>
    parts.reduce((all, part) => all + (part?.[metric][what] ?? 0), 0);
  const total = sum('total');
  return total === 0 ? undefined : (100 * sum('covered')) / total;
}
