/**
 * `npm run mutation [-- MODULE… | --jest MODULE…]`: changes the code of a module in every way that
 * Stryker knows and runs its tests on each change. A module passes when they notice 80 % and more.
 * Minutes a module, so not in CI. With `--jest` the tests run in Jest and not in test/mutation/harness.js,
 * for hours, to see that both notice the same.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { MODULES } from './modules.js';

const root = join(import.meta.dirname, '../..');
const known = Object.keys(MODULES);
const [first, ...rest] = process.argv.slice(2);
const jest = first === '--jest';
const asked = jest || first === undefined ? rest : [first, ...rest];
const strange = asked.filter((name) => !known.includes(name));
if (strange.length > 0) {
  process.stderr.write(`no module ${strange.join(', ')}; there are ${known.join(', ')}\n`);
  process.exit(2);
}
const runner = ['--testRunner', 'bundle', '--plugins', './test/mutation/runner.js'];
const failed = (asked.length === 0 ? known : asked).filter((name) => {
  const { status } = spawnSync(
    join(root, 'node_modules/.bin/stryker'),
    ['run', 'test/mutation/stryker.config.js', ...(jest ? [] : runner)],
    { cwd: root, stdio: 'inherit', env: { ...process.env, MUTATED_MODULE: name } },
  );
  return status !== 0;
});
process.stdout.write(failed.length === 0 ? 'ok\n' : `below 80 %: ${failed.join(', ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
