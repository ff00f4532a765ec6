import { afterAll } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded, type EmbeddedStores } from '../../runtime/src/stores/embedded/index.js';
import { baselineStoreContract } from './baseline-store.js';
import { blockCounterContract } from './block-counter.js';
import { calibrationStoreContract } from './calibration-store.js';
import { consentStoreContract } from './consent-store.js';
import { fpStoreContract, type Opened } from './fp-store.js';
import { parametersContract } from './parameters.js';
import type { TestClock } from './samples.js';
import { twoNodesContract } from './two-nodes.js';
import { windowModelContract } from './window-model.js';

const NAME = 'one SQLite file';

const opening =
  <T>(port: (stores: EmbeddedStores) => T) =>
  (clock: TestClock): Opened<T> => {
    const folder = mkdtempSync(join(tmpdir(), 'phase-mirror-store-'));
    const stores = openEmbedded(join(folder, 'state', 'local.db'), { clock });
    return {
      store: port(stores),
      close() {
        stores.close();
        rmSync(folder, { recursive: true });
      },
    };
  };

baselineStoreContract(
  NAME,
  opening((stores) => stores.baselines),
);
fpStoreContract(
  NAME,
  opening((stores) => stores.fp),
);
blockCounterContract(
  NAME,
  opening((stores) => stores.blocks),
);
consentStoreContract(
  NAME,
  opening((stores) => stores.consent),
);
calibrationStoreContract(
  NAME,
  opening((stores) => stores.calibration),
);
parametersContract(
  NAME,
  opening((stores) => stores.parameters),
);
windowModelContract(
  NAME,
  opening((stores) => stores.fp),
  { runs: 120, steps: 30 },
);

const shared = mkdtempSync(join(tmpdir(), 'phase-mirror-nodes-'));
afterAll(() => rmSync(shared, { recursive: true }));
twoNodesContract(
  NAME,
  () => (clock, retentionDays) =>
    openEmbedded(join(shared, 'local.db'), {
      clock,
      ...(retentionDays === undefined ? {} : { retentionDays }),
    }),
  60,
);
