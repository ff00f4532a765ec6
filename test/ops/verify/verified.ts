import type { AwsClients } from '../../../ops/aws/clients.js';
import { maskedIo } from '../../../ops/frame/io.js';
import { verifyEnvironment, type Row, type Verification } from '../../../ops/verify/verify.js';
import type { Environment } from '../../../runtime/src/names/index.js';
import { deploymentFor, type Deployment } from '../../../stacks/environments.js';
import { answeringClients } from './answering-clients.js';
import { healthyWorld } from './healthy-world.js';
import type { World } from './world.js';

/** Variables that give every environment an account of its own and an organisation. */
const SETTINGS: Readonly<Record<string, string>> = {
  PHASE_MIRROR_PRODUCTION_ACCOUNT: '210987654321',
  PHASE_MIRROR_PRODUCTION_GITHUB_ORGANISATION: 'acme',
};

export interface Verified extends Verification {
  readonly bad: readonly Row[];
  readonly sent: readonly string[];
  /** Regions that clients were made for. */
  readonly regions: readonly string[];
  readonly masked: (text: string) => string;
}

export interface Change {
  (world: World, deployment: Deployment): void;
}

/** Verifies a healthy environment after one change to it. */
export async function verifiedAfter(
  change: Change = () => undefined,
  options: {
    readonly environment?: Environment;
    readonly settings?: Readonly<Record<string, string>>;
    /** Commands that answer with an error. */
    readonly errors?: Readonly<Record<string, Error>>;
  } = {},
): Promise<Verified> {
  const environment = options.environment ?? 'local';
  const env = { ...SETTINGS, ...options.settings };
  const deployment = deploymentFor(environment, env);
  const world = healthyWorld(deployment);
  change(world, deployment);
  const { clients, sent, errors } = answeringClients(world);
  for (const [name, error] of Object.entries(options.errors ?? {})) errors.set(name, error);
  const regions: string[] = [];
  const io = maskedIo({
    stdout: { write: () => true },
    stderr: { write: () => true },
    stdin: process.stdin,
    env,
    root: '/nowhere',
  });
  const verification = await verifyEnvironment({
    io,
    environment,
    clients: (region) => {
      regions.push(region);
      // Another object for another region, as it would be.
      return Object.create(clients) as AwsClients;
    },
  });
  return {
    ...verification,
    bad: verification.rows.filter((row) => row.outcome !== 'pass'),
    sent,
    regions,
    masked: (text) => io.mask.apply(text),
  };
}
