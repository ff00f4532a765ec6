/**
 * Kills and races on AWS tables that the Terraform of `stacks/` made: `npm run up`, then
 * `npm run test:soak`. Minutes long on the emulator, which copies a table for every transaction.
 */
import { afterAll } from '@jest/globals';
import { findLocalAws } from '../../ops/local-aws/state.js';
import { openAws } from '../../runtime/src/stores/aws/index.js';
import { deploymentFor } from '../../stacks/environments.js';
import { testClock } from '../contract/samples.js';
import { nothingLost } from '../fault/nothing-lost.js';
import { testIo } from '../ops/support/test-io.js';

const { io } = testIo();
const found = await findLocalAws(io);
if (found.kind !== 'running') throw new Error('nothing is up: run `npm run up` first');
const { local } = found;

const { names, scope } = deploymentFor('local', {});
const stores = openAws(
  names,
  {
    region: scope.region,
    endpoint: local.endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    // An emulator on two shared cores is slower than AWS.
    patience: { attempts: 5, answerMs: 60_000, deadlineMs: 120_000 },
  },
  { clock: testClock() },
);
afterAll(() => stores.close());

const env = { PHASE_MIRROR_STORE: 'aws', AWS_ENDPOINT_URL: local.endpoint };
nothingLost(`AWS at ${local.endpoint}`, () => ({ env, fp: stores.fp, blocks: stores.blocks }));
