import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { Deployment } from '../../stacks/environments.js';
import { openStores, type Stores } from '../../runtime/src/stores/index.js';
import type { AwsClients } from '../aws/clients.js';
import type { Io } from '../frame/io.js';
import { environmentFolder } from '../frame/work-folder.js';
import { timed } from './latency.js';
import type { Scene } from './scenario.js';

/** Files of the smoke: the embedded store that it measures, its spool, the repository that it judges. */
export const smokeFolder = (io: Pick<Io, 'root' | 'env'>, { environment }: Deployment): string =>
  resolve(environmentFolder(io, environment), 'smoke');

/**
 * The runtime's own stores of the environment or, at `endpoint`, of a stand-in. Their spool is the
 * smoke's: what a real run could not record is not for it to send.
 */
export function storesOf(
  io: Pick<Io, 'root' | 'env'>,
  deployment: Deployment,
  { target }: Pick<AwsClients, 'target'>,
  endpoint?: string,
): Promise<Stores> {
  const at = endpoint ?? target.endpoint;
  const stood = { accessKeyId: 'smoke', secretAccessKey: 'smoke' };
  const credentials = endpoint === undefined ? target.credentials : stood;
  // A session token is only in the SDK's own chain, which reads the process's variables.
  const given = credentials === undefined || 'sessionToken' in credentials ? {} : { credentials };
  return openStores({
    store: 'aws',
    scope: deployment.scope,
    env: {
      XDG_STATE_HOME: smokeFolder(io, deployment),
      ...(at === undefined ? {} : { AWS_ENDPOINT_URL: at }),
    },
    aws: given,
  });
}

/** The runtime's embedded store in a file of the smoke's own. */
export function embeddedStores(
  io: Pick<Io, 'root' | 'env'>,
  deployment: Deployment,
): Promise<Stores> {
  const folder = smokeFolder(io, deployment);
  return openStores({
    store: 'embedded',
    scope: deployment.scope,
    env: { XDG_STATE_HOME: folder, PHASE_MIRROR_EMBEDDED_FILE: join(folder, 'embedded.db') },
  });
}

/** A scene for one scenario; `durations` collects the times of its calls. */
export function sceneOf(
  parts: {
    readonly io: Pick<Io, 'root' | 'env'>;
    readonly deployment: Deployment;
    readonly clients: Pick<AwsClients, 'target'>;
    readonly stores: Stores;
    readonly run: string;
    readonly startedAt: number;
  },
  durations: number[],
): Scene {
  const { io, deployment, clients, stores, run, startedAt } = parts;
  return {
    deployment,
    stores,
    run,
    clock: { now: () => startedAt },
    storesAt: (endpoint) => storesOf(io, deployment, clients, endpoint),
    time: (work) => timed(durations, work),
  };
}

export const newRun = (now: number): string =>
  `smoke-${new Date(now).toISOString().replace(/[-:.]/g, '')}-${randomBytes(4).toString('hex')}`;
