// `npm run bench [-- NAME…]`: runs every `*.bench.ts` here, one after another, prints a table and writes
// artifacts/bench.json. Exit 1 when a target is missed or a bench cannot run.
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { arch, cpus, loadavg, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench } from './bench.js';
import { judge, render, type BenchResult } from './verdict.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

async function discover(wanted: readonly string[]): Promise<readonly Bench[]> {
  const files = (await readdir(here)).filter((file) => file.endsWith('.bench.ts')).sort();
  const benches = await Promise.all(
    files.map(async (file) => {
      const module = (await import(join(here, file))) as { readonly bench?: Bench };
      if (module.bench === undefined) throw new Error(`${file} exports no \`bench\``);
      return module.bench;
    }),
  );
  const unknown = wanted.filter((name) => !benches.some((b) => b.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `no bench ${unknown.join(', ')}; there are ${benches.map((b) => b.name).join(', ')}`,
    );
  }
  return wanted.length === 0 ? benches : benches.filter((b) => wanted.includes(b.name));
}

async function runOne(bench: Bench): Promise<BenchResult> {
  process.stderr.write(`> ${bench.name}\n`);
  try {
    const skipped = await bench.unless?.();
    if (skipped !== undefined) {
      return { bench: bench.name, measurements: [], targets: [], skipped };
    }
    const measurements = await bench.run();
    return {
      bench: bench.name,
      measurements,
      targets: judge(bench.name, bench.targets, measurements),
    };
  } catch (error) {
    return {
      bench: bench.name,
      measurements: [],
      targets: judge(bench.name, bench.targets, []),
      error: error instanceof Error ? error.message : String(error),
    };
  }
}

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();

/** Figures mean nothing without the machine and the code that they were taken on. */
function circumstances(): Record<string, unknown> {
  const [cpu] = cpus();
  return {
    at: new Date().toISOString(),
    commit: git('rev-parse', 'HEAD'),
    dirty: git('status', '--porcelain', '--untracked-files=no') !== '',
    node: process.version,
    machine: {
      platform: platform(),
      arch: arch(),
      cpu: cpu?.model ?? 'unknown',
      cores: cpus().length,
      memoryBytes: totalmem(),
      // Processes that waited for a core in the last minute: above `cores`, times are too long.
      load: loadavg()[0],
    },
  };
}

async function main(): Promise<number> {
  const [load = 0] = loadavg();
  if (load > cpus().length) {
    process.stderr.write(
      `this machine is busy (load ${load.toFixed(1)} on ${cpus().length} cores)\n`,
    );
  }
  const before = circumstances();
  const results: BenchResult[] = [];
  for (const bench of await discover(process.argv.slice(2))) results.push(await runOne(bench));
  const folder = join(root, 'artifacts');
  await mkdir(folder, { recursive: true });
  const document = { schema: 1, ...before, unit: 'milliseconds', results };
  await writeFile(join(folder, 'bench.json'), `${JSON.stringify(document, null, 2)}\n`);
  process.stdout.write(render(results));
  const held = results.every((r) => r.error === undefined && r.targets.every((t) => t.met));
  return held ? 0 : 1;
}

process.exitCode = await main();
