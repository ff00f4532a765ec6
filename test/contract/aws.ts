import { namesFor, type Scope } from '../../runtime/src/names/index.js';
import { openAws, type AwsStores } from '../../runtime/src/stores/aws/index.js';
import { baselineStoreContract } from './baseline-store.js';
import { blockCounterContract } from './block-counter.js';
import { calibrationStoreContract } from './calibration-store.js';
import { consentStoreContract } from './consent-store.js';
import { fpStoreContract, type Opened } from './fp-store.js';
import { parametersContract } from './parameters.js';
import type { TestClock } from './samples.js';
import { twoNodesContract } from './two-nodes.js';
import { windowModelContract } from './window-model.js';

export interface AwsContractOptions {
  readonly scope: Scope;
  /** Endpoint of an emulator in which the stack `data` of this scope is deployed. */
  readonly endpoint: string;
}

/**
 * Every contract against AWS tables, parameters and buckets that exist already: the tables are those
 * that the Terraform of `stacks/` made, never the test's own.
 */
export function awsContracts({ scope, endpoint }: AwsContractOptions): void {
  const open = (clock: TestClock, retentionDays?: number): AwsStores =>
    openAws(
      namesFor(scope),
      {
        region: scope.region,
        endpoint,
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
        // An emulator on two shared cores is slower than AWS.
        patience: { answerMs: 20_000, deadlineMs: 30_000 },
      },
      { clock, ...(retentionDays === undefined ? {} : { retentionDays }) },
    );
  const opening =
    <T>(port: (stores: AwsStores) => T) =>
    (clock: TestClock): Opened<T> => {
      const stores = open(clock);
      return { store: port(stores), close: () => stores.close() };
    };
  const name = `AWS at ${endpoint}`;
  baselineStoreContract(
    name,
    opening((stores) => stores.baselines),
  );
  fpStoreContract(
    name,
    opening((stores) => stores.fp),
  );
  blockCounterContract(
    name,
    opening((stores) => stores.blocks),
  );
  consentStoreContract(
    name,
    opening((stores) => stores.consent),
  );
  calibrationStoreContract(
    name,
    opening((stores) => stores.calibration),
  );
  parametersContract(
    name,
    opening((stores) => stores.parameters),
  );
  // Each call of an emulator takes milliseconds, so the model is smaller here.
  windowModelContract(
    name,
    opening((stores) => stores.fp),
    { runs: 3, steps: 8 },
  );
  twoNodesContract(name, () => open, 2);
}
