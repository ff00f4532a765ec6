import { EXIT, PhaseMirrorError, type ExitCode } from '../../runtime/src/errors/index.js';
import type { Environment } from '../../runtime/src/names/index.js';
import { withSite } from '../../ops/aws/site.js';
import type { Io } from '../../ops/frame/io.js';
import type { Steps } from '../../ops/frame/steps.js';
import { environmentFolder } from '../../ops/frame/work-folder.js';
import type { Repository } from '../../ops/github/repository.js';
import { organisations, stars } from './adoption.js';
import { evaluations, uptime } from './cloudwatch.js';
import { deploymentSuccess } from './deployments.js';
import { notMeasured, TARGETS, type Measured } from './measure.js';

export interface MetricsOptions {
  readonly environment: Environment;
  /** Where stars are counted; undefined: it is not known. */
  readonly repository: Repository | undefined;
  /** Ms since 1970 from which deploys count: the time of the release. */
  readonly deploysSince: number;
}

/** Measures how a release does. What cannot be measured says why; nothing of it is taken for zero. */
export async function releaseMetrics(
  io: Io,
  steps: Steps,
  { environment, repository, deploysSince }: MetricsOptions,
): Promise<readonly Measured[]> {
  const fromAws = steps.run(`ask AWS about ${environment}`, () => ofAws(io, steps, environment));
  const [aws, starred] = await Promise.all([fromAws, stars(io, repository)]);
  return [deploymentSuccess(environmentFolder(io, environment), deploysSince), ...aws, starred];
}

async function ofAws(io: Io, steps: Steps, environment: Environment): Promise<readonly Measured[]> {
  const context = {
    ...{ io, steps, environment, values: {}, dryRun: false, yes: false, json: false },
    command: `npm run release -- metrics --env ${environment}`,
  };
  try {
    return await withSite(context, 'metrics', async (site) => {
      const [up, [errors, p99], adopted] = await Promise.all([
        uptime(site),
        evaluations(site),
        organisations(site),
      ]);
      return [up, errors, p99, adopted];
    });
  } catch (error) {
    if (!(error instanceof PhaseMirrorError) || error.code === 'PM-7005') throw error;
    const why = `${error.what}: ${error.why ?? error.message}`;
    const { uptime: up, errors, p99, organisations: adopted } = TARGETS;
    return [up, errors, p99, adopted].map((target) => notMeasured(target, why));
  }
}

/** 1 when a target is missed, 3 when one could not be measured, else 0. */
export function exitOf(metrics: readonly Measured[]): ExitCode {
  if (metrics.some(({ outcome }) => outcome === 'missed')) return EXIT.failed;
  const silent = metrics.some(
    ({ outcome, target }) => outcome === 'not-measured' && target !== undefined,
  );
  return silent ? EXIT.couldNotRun : EXIT.ok;
}

const MARKS: Readonly<Record<Measured['outcome'], string>> = {
  met: 'met',
  missed: 'MISSED',
  'not-measured': 'not measured',
  'no-target': '',
};

export function renderMetrics(metrics: readonly Measured[]): string {
  const rows = metrics.map(({ title, shown = '-', target = '', outcome, why }) => [
    title,
    shown,
    target,
    MARKS[outcome],
    why,
  ]);
  const head = ['', 'measured', 'target', '', 'from, or why not'];
  const widths = head.map((cell, i) =>
    Math.max(...[head, ...rows].map((row) => (row[i] ?? cell).length)),
  );
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}
