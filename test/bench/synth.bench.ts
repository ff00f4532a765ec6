import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, type Bench } from './bench.js';
import { node } from './node-process.js';

/** Wall time of what `npm run synth` and cdktf start: a fresh process, all stacks, JSON written. */
export const bench: Bench = {
  name: 'synth',
  targets: [{ case: 'stacks/main.ts', statistic: 'median', atMost: 2000 }],
  async run() {
    const out = await mkdtemp(join(tmpdir(), 'phase-mirror-bench-'));
    const env = { ...process.env, CDKTF_OUTDIR: out, TF_WORKSPACE: 'local' };
    const few = { samples: 5, warmup: 1, minimumMs: 0 };
    try {
      return await measure([
        { name: 'node -e 0', baseline: true, ...few, work: () => node(['-e', '0'], env) },
        {
          name: 'stacks/main.ts',
          ...few,
          work: () => node(['--import', 'tsx', 'stacks/main.ts'], env),
        },
      ]);
    } finally {
      await rm(out, { recursive: true, force: true });
    }
  },
};
