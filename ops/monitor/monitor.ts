import { join } from 'node:path';
import { writeWhole } from '../frame/whole-file.js';
import { errorRecord, EXIT, renderError } from '../../runtime/src/errors/index.js';
import type { Site } from '../aws/site.js';
import { opsError } from '../errors.js';
import type { Outcome } from '../frame/runbook.js';
import { shortPath } from '../frame/tool-failure.js';
import { limitsOf } from './judge.js';
import { display, renderWatched } from './render.js';
import { takeSample } from './sample.js';
import { watch, type Watched } from './watch.js';

export interface MonitorOptions {
  readonly forMs: number;
  readonly everyMs: number;
  /** 0..1. */
  readonly errorRate: number;
}

/** Watches an environment; exit 1 when something was breached, 130 when it was ended before its time. */
export async function monitor(site: Site, options: MonitorOptions): Promise<Outcome> {
  const { clients, deployment, context } = site;
  const { io } = context;
  const limits = limitsOf(deployment, options.errorRate);
  const watched = await watch({
    io,
    ...options,
    limits,
    sample: (now) => takeSample(clients, deployment, now),
    onLook: display(io.stderr, deployment.environment, limits),
  });
  const file = join(site.folder, 'reports', 'monitor.json');
  writeWhole(file, `${JSON.stringify({ limits, ...watched }, null, 2)}\n`);
  const text = `${renderWatched(deployment.environment, watched)}Written: ${shortPath(io.root, file)}\n`;
  const json = { limits, ...watched, file };
  const error = verdictOn(deployment.environment, watched);
  if (error !== undefined) {
    return {
      exit: error.exit,
      json: { ...json, error: errorRecord(error) },
      text: `${text}${renderError(error)}\n`,
    };
  }
  return { exit: watched.endedEarly ? EXIT.cancelled : EXIT.ok, json, text };
}

function verdictOn(
  environment: string,
  { breaches, looks, unanswered }: Watched,
): ReturnType<typeof opsError> | undefined {
  if (breaches.length === 0) return undefined;
  const why = breaches.map(({ id }) => id).join(', ');
  // Nothing was ever answered: whether it is healthy is not known.
  return looks === unanswered
    ? opsError('PM-6012', { what: `monitor of ${environment}`, why: breaches[0]?.says ?? '' })
    : opsError('PM-6043', { what: environment, why });
}
