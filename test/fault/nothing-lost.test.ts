import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded, type EmbeddedStores } from '../../runtime/src/stores/embedded/index.js';
import { testClock } from '../contract/samples.js';
import { nothingLost, startWorker } from './nothing-lost.js';

let folder: string;
let stores: EmbeddedStores;
let env: Record<string, string>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'phase-mirror-lost-'));
  const file = join(folder, 'state', 'local.db');
  env = { PHASE_MIRROR_STORE: 'embedded', PHASE_MIRROR_EMBEDDED_FILE: file };
  stores = openEmbedded(file, { clock: testClock() });
});
afterAll(() => {
  stores.close();
  rmSync(folder, { recursive: true });
});

nothingLost('one SQLite file', () => ({ env, fp: stores.fp, blocks: stores.blocks }));

it('processes that start at once on no file agree on one schema and one secret', async () => {
  const file = join(folder, 'fresh', 'local.db');
  const said = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const { child } = startWorker(
        { ...env, PHASE_MIRROR_EMBEDDED_FILE: file },
        'secret',
        'nonce',
      );
      const chunks: Buffer[] = [];
      for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString();
    }),
  );
  expect(new Set(said).size).toBe(1);
  expect(said[0]).toMatch(/^[0-9a-f]{8}\n$/);
}, 120_000);
