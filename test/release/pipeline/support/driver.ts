// `npm run release` in a process of its own, with the parts of a tiny repository; it may be told to die.
//   node --import tsx driver.ts ROOT COMMAND VERSION …   KILL_AT=n: SIGKILL after the n-th write that is on the disk
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { processIo } from '../../../../ops/frame/process-io.js';
import { rollbackWith } from '../../../../release/commands/rollback.js';
import { runWith } from '../../../../release/commands/run.js';
import { runRelease } from '../../../../release/frame/command.js';
import { tinyParts } from './parts.js';

const killAt = Number(process.env['KILL_AT'] ?? 0);
const { fsyncSync } = fs;
let written = 0;
// Records and journal are synced before the next act: each is a boundary between two acts.
fs.fsyncSync = (file) => {
  fsyncSync(file);
  written += 1;
  if (written === killAt) process.kill(process.pid, 'SIGKILL');
};
syncBuiltinESMExports();

const [root = '', ...args] = process.argv.slice(2);
const parts = () => Promise.resolve(tinyParts());
const entries = Object.fromEntries(
  [runWith(parts), rollbackWith(parts)].map((one) => [
    one.name,
    { summary: one.summary, load: () => Promise.resolve(one) },
  ]),
);
process.exitCode = await runRelease(entries, args, processIo(root));
process.stderr.write(`synced ${written}\n`);
