import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded, type EmbeddedStores } from '../../runtime/src/stores/embedded/index.js';
import { baselineStoreContract } from './baseline-store.js';
import { blockCounterContract } from './block-counter.js';
import { calibrationStoreContract } from './calibration-store.js';
import { consentStoreContract } from './consent-store.js';
import { fpStoreContract, type Opened } from './fp-store.js';
import type { TestClock } from './samples.js';

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
