import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure, type Bench } from './bench.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs Node in the checkout to its end; a non-zero exit is an error with what it said. */
function node(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`node ${args.join(' ')} ended with ${code ?? 'a signal'}: ${said}`));
    });
  });
}

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
