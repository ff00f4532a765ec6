import { afterAll } from '@jest/globals';
import { namesFor } from '../../runtime/src/names/index.js';
import { openAws } from '../../runtime/src/stores/aws/index.js';
import type { AwsContractOptions } from '../contract/aws.js';
import { testClock } from '../contract/samples.js';
import { nothingLost } from './nothing-lost.js';

/** Kills and races on AWS tables that the Terraform of `stacks/` made. */
export function awsNothingLost({ scope, endpoint }: AwsContractOptions): void {
  const stores = openAws(
    namesFor(scope),
    {
      region: scope.region,
      endpoint,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      // An emulator on two shared cores is slower than AWS.
      patience: { attempts: 5, answerMs: 60_000, deadlineMs: 120_000 },
    },
    { clock: testClock() },
  );
  afterAll(() => stores.close());
  const env = { PHASE_MIRROR_STORE: 'aws', AWS_ENDPOINT_URL: endpoint };
  nothingLost(`AWS at ${endpoint}`, () => ({ env, fp: stores.fp, blocks: stores.blocks }));
}
