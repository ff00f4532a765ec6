import type {
  BlockCounter,
  CalibrationStore,
  ConsentStore,
  FpStore,
  Parameters,
} from '../ports.js';
import type { BaselineStore } from '../ports/baseline-store.js';
import type { Retention } from '../retention.js';
import { embeddedBaselineStore } from './baseline-store.js';
import { embeddedBlockCounter } from './block-counter.js';
import { embeddedCalibrationStore } from './calibration-store.js';
import { embeddedConsentStore } from './consent-store.js';
import { openDatabase } from './database.js';
import { embeddedFpStore } from './fp-store.js';
import { embeddedParameters } from './parameters.js';

export interface EmbeddedStores {
  readonly fp: FpStore;
  readonly blocks: BlockCounter;
  readonly consent: ConsentStore;
  readonly baselines: BaselineStore;
  readonly calibration: CalibrationStore;
  readonly parameters: Parameters;
  readonly location: string;
  close(): void;
}

/** Every port in one SQLite file. */
export function openEmbedded(file: string, retention: Retention): EmbeddedStores {
  const { clock } = retention;
  const database = openDatabase(file);
  return {
    fp: embeddedFpStore({ database, ...retention }),
    blocks: embeddedBlockCounter({ database, clock }),
    consent: embeddedConsentStore({ database, clock }),
    baselines: embeddedBaselineStore({ database, clock }),
    calibration: embeddedCalibrationStore({ database, clock }),
    parameters: embeddedParameters({ database, clock }),
    location: file,
    close: () => database.close(),
  };
}
