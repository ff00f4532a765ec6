/** The long commands of the documents, word for word, each document on an environment of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commandBlocks, documents, ROOT } from '../../house/document-blocks.js';
import { inherited } from '../support/local-environment.js';
import { requireTools } from '../support/requirements.js';

const MINUTE = 60_000;
const BLOCKS = documents()
  .flatMap((file) => commandBlocks(file))
  .filter(({ long }) => long);

beforeAll(requireTools, MINUTE);

describe.each(BLOCKS.map((block) => [`${block.file}:${block.line}`, block] as const))(
  'the commands of %s',
  (_, { commands }) => {
    const home = mkdtempSync(join(tmpdir(), 'phase-mirror-e2e-docs-'));
    const bash = async (script: string): Promise<readonly [number, string]> => {
      const child = spawn('bash', ['--norc', '-euo', 'pipefail', '-c', script], {
        cwd: ROOT,
        env: { ...inherited(), PHASE_MIRROR_HOME: home },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
      }
      const [code] = (await once(child, 'close')) as [number | null];
      return [code ?? 1, said];
    };
    afterAll(async () => {
      // Only where a command failed is there anything left to stop.
      await bash('npm run --silent ops -- down --stop-only --json');
      rmSync(home, { recursive: true, force: true });
    }, MINUTE);

    // One after another: each stands on what the one before has made.
    it.each(commands.split('\n').filter((line) => !/^\s*(?:#|$)/.test(line)))(
      '%s',
      async (line) => {
        const [code, said] = await bash(line);
        expect([code, code === 0 ? '' : said]).toEqual([0, '']);
      },
      10 * MINUTE,
    );
  },
);
