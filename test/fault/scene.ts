import type { Patience } from '../../runtime/src/aws/connection.js';
import { namesFor, PROJECT } from '../../runtime/src/names/index.js';
import { openAws, type AwsStores } from '../../runtime/src/stores/aws/index.js';
import { testClock } from '../contract/samples.js';
import { faultServer, type FaultServer } from './fault-server.js';

export const REGION = 'eu-central-1';
/** Requests that a call may make here. */
export const ATTEMPTS = 2;

export const names = namesFor({
  project: PROJECT,
  environment: 'local',
  account: '123456789012',
  region: REGION,
});

/** A fault server and the stores that call it; both are closed at the end of the work. */
export async function faultScene(
  work: (given: { server: FaultServer; stores: AwsStores }) => Promise<void>,
  patience: Partial<Patience> = { answerMs: 3_000, deadlineMs: 6_000 },
): Promise<void> {
  const server = await faultServer();
  const stores = openAws(
    names,
    {
      region: REGION,
      endpoint: server.endpoint,
      credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
      patience: { attempts: ATTEMPTS, ...patience },
    },
    { clock: testClock() },
  );
  try {
    await work({ server, stores });
  } finally {
    stores.close();
    await server.close();
  }
}
