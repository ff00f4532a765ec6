import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awsClients, type AwsClients } from '../../../ops/aws/clients.js';
import { steps } from '../../../ops/frame/steps.js';
import { localIo } from '../../../ops/local-aws/environment.js';
import { ensureLocalAws } from '../../../ops/local-aws/start.js';
import type { LocalAws } from '../../../ops/local-aws/state.js';
import { stopLocalAws } from '../../../ops/local-aws/stop.js';
import { testIo } from '../../ops/support/test-io.js';

export type Variables = Readonly<Record<string, string>>;

/** A local AWS of a test's own, on a free port, with a work folder of its own. */
export interface LocalEnvironment {
  readonly local: LocalAws;
  /** PHASE_MIRROR_HOME: everything that runbooks write. */
  readonly home: string;
  /**
   * Variables of a runbook: PATH, HOME, PHASE_MIRROR_HOME, and those given. Nothing of the tester's
   * own AWS or Terraform settings.
   */
  readonly env: Variables;
  readonly region: string;
  /** Clients at the local AWS, closed at the end. */
  readonly aws: AwsClients;
  /** Stops it by its pid and removes the work folder. */
  stop(): Promise<void>;
}

const REGION = 'eu-central-1';

/** Starts a local AWS with the real launcher. Who starts it must stop it. */
export async function startLocalEnvironment(more: Variables = {}): Promise<LocalEnvironment> {
  const home = await mkdtemp(join(tmpdir(), 'phase-mirror-e2e-'));
  const env = { ...inherited(), ...more, PHASE_MIRROR_HOME: home };
  const { io, stderr } = testIo({ env });
  const remove = (): Promise<void> => rm(home, { recursive: true, force: true });
  const { local } = await ensureLocalAws(io, steps(io), { port: 0 }).catch(
    async (error: unknown) => {
      await remove();
      throw new Error(`the local AWS did not start:\n${stderr()}`, { cause: error });
    },
  );
  const aws = awsClients(localIo(io, local.endpoint).env, REGION);
  return {
    local,
    home,
    env,
    region: REGION,
    aws,
    async stop() {
      aws.close();
      await stopLocalAws(io, steps(io));
      await remove();
    },
  };
}

/** What a child needs of the tester's environment, and nothing that could change what it does. */
export function inherited(): Variables {
  const names = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'PHASE_MIRROR_PROVIDER_MIRROR'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
