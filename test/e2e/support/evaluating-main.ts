// A runtime in a process of its own, through the command that CI runs. `judge REPO FOLDER` judges one
// change after another until it is told to end (SIGTERM) and writes every report; `verify FOLDER`
// verifies every report there. Both print one line of JSON for each.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../runtime/src/cli/run.js';

const [act, ...words] = process.argv.slice(2);
const STORE = ['--store', 'aws', '--environment', 'local'];

async function call(args: readonly string[], runId = ''): Promise<{ exit: number; said: string }> {
  let said = '';
  const sink = { write: (text: string) => (said += text) };
  const env = { ...process.env, GITHUB_RUN_ID: runId };
  const exit = await run([...args, ...STORE], {
    stdout: sink,
    stderr: sink,
    env,
    cwd: process.cwd(),
  });
  return { exit, said };
}

const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

if (act === 'judge') {
  const [repository = '', folder = ''] = words;
  let over = false;
  process.once('SIGTERM', () => (over = true));
  for (let n = 1; !over; n += 1) {
    const name = `${process.pid}-${n}`;
    const out = join(folder, `${name}.json`);
    print({
      out,
      ...(await call(['check', '--repo', repository, '--base', 'main', '--out', out], name)),
    });
  }
} else {
  const [folder = ''] = words;
  for (const file of readdirSync(folder))
    print({ file, ...(await call(['report', join(folder, file)])) });
}
