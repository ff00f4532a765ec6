import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENVIRONMENTS } from '../../../runtime/src/names/index.js';
import type { Check } from '../check.js';
import { synthesised } from './synthesised.js';

export const synth: Check = {
  id: 'infrastructure/synth',
  category: 'infrastructure',
  question: 'Do the stacks of every environment synthesise?',
  remedy: 'Correct what the app says: `TF_WORKSPACE=production npm run synth`.',
  heavy: true,
  async examine(site) {
    const folder = await mkdtemp(join(tmpdir(), 'phase-mirror-synth-'));
    try {
      const counts: string[] = [];
      const failed: string[] = [];
      for (const environment of ENVIRONMENTS) {
        const synthesis = await synthesised(site, environment, join(folder, environment));
        if (synthesis.kind === 'failed') failed.push(synthesis.why);
        else counts.push(`${environment} ${synthesis.folders.length} stacks`);
      }
      return failed.length === 0
        ? { outcome: 'pass', why: counts.join(', ') }
        : { outcome: 'fail', why: failed.join('; ') };
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      return { outcome: 'could-not-run', why: `cdktf.json: ${error.message}` };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** cdktf.json is not there, or is no JSON: then nobody knows how to synthesise. */
export const isUnreadable = (error: unknown): error is Error =>
  error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT';
