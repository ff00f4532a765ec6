import { join } from 'node:path';
import type { Clock } from '../clock.js';
import { systemClock } from '../clock.js';
import { runtimeError } from '../errors/index.js';
import { namesFor, type Scope } from '../names/index.js';
import type { AwsOptions } from '../aws/connection.js';
import {
  chooseStore,
  embeddedFile,
  retentionDaysOf,
  stateFolder,
  type Env,
  type StoreChoice,
} from './choose.js';
import type { Ports } from './ports.js';
import type { openEmbedded } from './embedded/index.js';
import { spool, type Spool } from './spool.js';

export { chooseStore, embeddedFile, stateFolder } from './choose.js';
export type { Env, StoreChoice, StoreKind } from './choose.js';
export { collectedMonth, shownMonth } from './contribution.js';
export { eventId } from './event-id.js';
export type * from './ports.js';
export type { Drained, Spool, Spooled } from './spool.js';
export { windowStatistics, wilson, type Interval, type WindowStatistics } from './statistics.js';

/** Everything that the oracle keeps, in one place. Close it, or the process stays alive. */
export interface Stores extends StoreChoice, Ports {
  /** What could not be recorded after a decision; the next run drains it. */
  readonly spool: Spool;
}

export interface OpenOptions {
  /** The setting `store`; PHASE_MIRROR_STORE in `env` overrides it. */
  readonly store?: string | undefined;
  readonly scope: Scope;
  /** Variables of the process: where files and endpoints are. */
  readonly env: Env;
  readonly clock?: Clock;
  /** Days that events are kept; otherwise the environment's setting by its variable, or 90. */
  readonly retentionDays?: number;
  /** For metrics: `{ onCall: ({ ms }) => telemetry.metric('StoreLatency', ms) }`. */
  readonly aws?: Omit<AwsOptions, 'region' | 'endpoint'>;
}

/**
 * Opens the store that configuration chooses. The AWS SDK is loaded only when it is needed. Throws
 * PM-1002 for a store that does not exist or a retention that is none, PM-3004 when the embedded file cannot be opened.
 */
export async function openStores(options: OpenOptions): Promise<Stores> {
  const { scope, env } = options;
  const choice = chooseStore(options.store, env);
  const clock = options.clock ?? systemClock;
  const spoolFile = join(stateFolder(env), `${scope.environment}-${choice.kind}.spool`);
  const retentionDays = options.retentionDays ?? retentionDaysOf(scope.environment, env);
  const retention = { clock, ...(retentionDays === undefined ? {} : { retentionDays }) };
  const shared = { ...choice, spool: spool(spoolFile) };
  if (choice.kind === 'embedded') {
    const store = await embedded();
    return { ...shared, ...store.openEmbedded(embeddedFile(scope.environment, env), retention) };
  }
  const { openAws } = await import('./aws/index.js');
  const aws: AwsOptions = {
    ...options.aws,
    region: scope.region,
    endpoint: env['AWS_ENDPOINT_URL'] || undefined,
  };
  return { ...shared, ...openAws(namesFor(scope), aws, retention) };
}

/** A bundle, and an installation copied from another machine, may lack the SQLite of this one. */
async function embedded(): Promise<{ readonly openEmbedded: typeof openEmbedded }> {
  try {
    return await import('./embedded/index.js');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw cause;
    throw runtimeError('PM-3004', {
      what: `the embedded store on ${process.platform}-${process.arch}`,
      why: 'no SQLite binary for this platform lies beside the code',
      remedy: 'Install @phase-mirror/runtime with npm on this machine, or use `--store aws`.',
      cause,
    });
  }
}
