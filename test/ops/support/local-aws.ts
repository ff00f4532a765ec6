import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { steps } from '../../../ops/frame/steps.js';
import { ensureLocalAws } from '../../../ops/local-aws/start.js';
import type { LocalAws } from '../../../ops/local-aws/state.js';
import { stopLocalAws } from '../../../ops/local-aws/stop.js';
import { testIo } from './test-io.js';

interface Client {
  destroy(): void;
}

/** An SDK client at the local AWS. `caller` is its access key id, which the request log names. */
export type MakeClient = <T extends Client>(Make: new (config: object) => T, caller?: string) => T;

/** One real local AWS for a whole test file, with a work folder of its own. */
export function useLocalAws(): { readonly local: () => LocalAws; readonly client: MakeClient } {
  const home = mkdtempSync(join(tmpdir(), 'pm-local-aws-'));
  const { io } = testIo({ env: { ...process.env, PHASE_MIRROR_HOME: home, AWS_ENDPOINT_URL: '' } });
  const clients: Client[] = [];
  let running: LocalAws | undefined;
  const local = (): LocalAws => {
    if (running === undefined) throw new Error('the local AWS is not up yet');
    return running;
  };
  beforeAll(async () => {
    running = (await ensureLocalAws(io, steps(io), { port: 0 })).local;
  }, 90_000);
  afterAll(async () => {
    for (const client of clients) client.destroy();
    await stopLocalAws(io, steps(io));
    rmSync(home, { recursive: true, force: true });
  }, 20_000);
  return {
    local,
    client: (Make, caller = 'tester') => {
      const made = new Make({
        region: 'eu-central-1',
        endpoint: local().endpoint,
        credentials: { accessKeyId: caller, secretAccessKey: 'x' },
        maxAttempts: 1,
        forcePathStyle: true,
      });
      clients.push(made);
      return made;
    },
  };
}
