// Builds runtime/dist, which the `phase-mirror` command runs, runtime/dist-action, which GitHub Actions and
// pre-commit run, and ops/dist, which answers `npm run ops -- NAME --help`. Called by npm's `prepare`.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { makeBundle } from './bundle.js';
import { makeHelpBundle } from './help-bundle.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', 'runtime/tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
await makeBundle();
await makeHelpBundle();
