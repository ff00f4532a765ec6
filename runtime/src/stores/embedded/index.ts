import type { Clock } from '../../clock.js';
import type { BlockCounter, FpStore, Parameters } from '../ports.js';
import { embeddedBlockCounter } from './block-counter.js';
import { openDatabase } from './database.js';
import { embeddedFpStore } from './fp-store.js';
import { embeddedParameters } from './parameters.js';

export interface EmbeddedStores {
  readonly fp: FpStore;
  readonly blocks: BlockCounter;
  readonly parameters: Parameters;
  readonly location: string;
  close(): void;
}

/** Every port in one SQLite file. */
export function openEmbedded(file: string, clock: Clock): EmbeddedStores {
  const database = openDatabase(file);
  return {
    fp: embeddedFpStore({ database, clock }),
    blocks: embeddedBlockCounter({ database, clock }),
    parameters: embeddedParameters({ database, clock }),
    location: file,
    close: () => database.close(),
  };
}
