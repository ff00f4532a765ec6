import type { Ports } from '../ports.js';
import type { Retention } from '../retention.js';
import { embeddedBaselineStore } from './baseline-store.js';
import { embeddedBlockCounter } from './block-counter.js';
import { embeddedCalibrationStore } from './calibration-store.js';
import { embeddedConsentStore } from './consent-store.js';
import { openDatabase } from './database.js';
import { embeddedFpStore } from './fp-store.js';
import { embeddedParameters } from './parameters.js';

export type EmbeddedStores = Ports;

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
