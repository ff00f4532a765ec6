import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { inline, type ReleaseSection } from './section.js';

const FILE = 'artifacts/bench.json';

const TARGET = z.object({
  bench: z.string(),
  case: z.string(),
  statistic: z.enum(['median', 'p99', 'ratio']),
  atMost: z.number(),
  orMore: z.number().optional(),
  measured: z.number().optional(),
  more: z.number().optional(),
  met: z.boolean(),
});

/** What `npm run bench` writes, as far as it is shown. */
const BENCH = z.object({
  schema: z.literal(1),
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  dirty: z.boolean(),
  node: z.string(),
  machine: z.object({ cpu: z.string(), cores: z.number(), load: z.number().optional() }),
  unit: z.literal('milliseconds'),
  results: z.array(
    z.object({
      bench: z.string(),
      targets: z.array(TARGET),
      error: z.string().optional(),
      skipped: z.string().optional(),
    }),
  ),
});
type Target = z.infer<typeof TARGET>;

/** Figures of the bench that was run on this very commit, against their targets. */
export const performanceTable: ReleaseSection = {
  title: 'Performance',
  place: 'below',
  async write({ root, commit }) {
    const text = await readFile(join(root, FILE), 'utf8').catch(() => undefined);
    if (text === undefined) return { leftOut: `there is no ${FILE}: run \`npm run bench\`` };
    const bench = readBench(text);
    if (typeof bench === 'string') return { leftOut: bench };
    const taken = bench.commit.slice(0, 12);
    if (bench.commit !== commit) {
      return {
        leftOut: `${FILE} is of commit ${taken}, this release of ${commit.slice(0, 12)}: run \`npm run bench\` again`,
      };
    }
    if (bench.dirty) return { leftOut: `${FILE} was taken with changes that no commit has` };
    const targets = bench.results.flatMap((result) => result.targets);
    if (targets.length === 0) return { leftOut: `${FILE} holds no target` };
    const met = targets.filter((target) => target.met).length;
    const missed = bench.results.flatMap(({ bench: name, skipped, error }) => {
      const why = error ?? skipped;
      return why === undefined
        ? []
        : [`- ${inline(name)} ${error === undefined ? 'was not run' : 'failed'}: ${inline(why)}`];
    });
    const { cpu, cores, load } = bench.machine;
    return {
      text: [
        `Measured at commit ${taken} with Node ${inline(bench.node)} on ${inline(cpu)}, ${cores} cores${load === undefined ? '' : `, load ${load.toFixed(1)}`}: ${met} of ${targets.length} targets met.`,
        '',
        '| | case | measured | target | |',
        '|---|---|---:|---:|---|',
        ...targets.map(row),
        ...(missed.length === 0 ? [] : ['', ...missed]),
      ].join('\n'),
    };
  },
};

function readBench(text: string): z.infer<typeof BENCH> | string {
  try {
    const read = BENCH.safeParse(JSON.parse(text));
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    return `${FILE} is not as the bench writes it: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`;
  } catch (error) {
    return `${FILE} is no JSON: ${(error as Error).message}`;
  }
}

function row(target: Target): string {
  const { bench, case: name, statistic, measured, atMost, orMore, met } = target;
  const limit =
    shown(atMost, statistic) + (orMore === undefined ? '' : ` or ${duration(orMore)} more`);
  const taken = measured === undefined ? 'not measured' : shown(measured, statistic);
  return `| ${inline(bench)} | ${inline(name)}, ${statistic} | ${taken} | ${limit} | ${met ? 'met' : '**missed**'} |`;
}

const shown = (value: number, statistic: Target['statistic']): string =>
  statistic === 'ratio' ? `${value.toFixed(2)}x` : duration(value);

/** Three digits that matter, in the unit that a person would say. */
function duration(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toPrecision(3)} s`;
  if (ms >= 1) return `${ms.toPrecision(3)} ms`;
  return ms >= 0.001 ? `${(ms * 1000).toPrecision(3)} µs` : `${(ms * 1_000_000).toPrecision(3)} ns`;
}
