// `npm run fuzz [-- COUNT [SEED]]`: judges COUNT inputs, 100,000 by default, in this one process. An input that
// crashes, hides its neighbours or takes longer than a second is written to artifacts/fuzz/. Exit 1 then.
import { mkdirSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { KINDS } from './examples.js';
import { inputOf } from './inputs.js';
import { openJudge } from './judge.js';
import { randomOf } from './random.js';

const MOST_MS = 1_000;
const count = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? Date.now() % 0xffff_ffff);
const folder = fileURLToPath(new URL('../../artifacts/fuzz/', import.meta.url));

setPriority(10);
process.stdout.write(`seed ${seed}, ${count} inputs\n`);
const judge = await openJudge();
let failures = 0;
let slowest = { ms: 0, number: 0 };
const start = performance.now();
for (let number = 0; number < count; number += 1) {
  const kind = KINDS[number % KINDS.length] ?? 'workflow';
  const { way, bytes } = inputOf(kind, randomOf(seed + number));
  // Time of this process alone: on a busy machine the clock says nothing of an input.
  const before = process.cpuUsage().user;
  let problem: string | undefined;
  try {
    await judge.judge(kind, bytes, number);
  } catch (error) {
    problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const ms = (process.cpuUsage().user - before) / 1_000;
  if (ms > slowest.ms) slowest = { ms, number };
  if (ms > MOST_MS) problem ??= `it took ${ms.toFixed(0)} ms`;
  if (problem !== undefined) {
    failures += 1;
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}${kind}-${seed}-${number}`, bytes);
    process.stdout.write(`FAIL ${kind} ${way} ${number}: ${problem}\n`);
  }
}
judge.close();
const seconds = (performance.now() - start) / 1_000;
process.stdout.write(
  `${count} inputs, ${failures} failures, ${seconds.toFixed(0)} s, slowest ${slowest.ms.toFixed(0)} ms (input ${slowest.number}), seed ${seed}\n`,
);
process.exitCode = failures === 0 ? 0 : 1;
