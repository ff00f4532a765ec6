/** The same on a running emulator; see test/contract/aws.test.ts. The e2e suite calls it itself. */
import { afterAll, describe, it } from '@jest/globals';
import { namesFor, PROJECT } from '../../runtime/src/names/index.js';
import { openAws } from '../../runtime/src/stores/aws/index.js';
import { testClock } from '../contract/samples.js';
import { nothingLost } from './nothing-lost.js';

const endpoint = process.env['PHASE_MIRROR_CONTRACT_ENDPOINT'];

if (endpoint === undefined) {
  describe('nothing is lost in AWS', () => {
    it.todo('runs in test/e2e, on tables that Terraform made');
  });
} else {
  const region = 'eu-central-1';
  const stores = openAws(
    namesFor({ project: PROJECT, environment: 'local', account: '123456789012', region }),
    {
      region,
      endpoint,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      patience: { attempts: 5, answerMs: 60_000, deadlineMs: 120_000 },
    },
    { clock: testClock() },
  );
  afterAll(() => stores.close());
  const env = { PHASE_MIRROR_STORE: 'aws', AWS_ENDPOINT_URL: endpoint };
  nothingLost(`AWS at ${endpoint}`, () => ({ env, fp: stores.fp, blocks: stores.blocks }));
}
