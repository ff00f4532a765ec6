// `npm run terrain`: shows that the stacks synthesise to the same Terraform under CDK Terrain (cdktn),
// the living fork of CDKTF. Installs it from the npm registry into a temporary folder (370 MB), which
// it takes away. Ends with `N passed, N failed`, exit 1 when any failed, 3 when it cannot be installed;
// docs/adr/0013 says what it is for.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENVIRONMENTS, STACKS } from '../../runtime/src/names/index.js';
import { differences, sameBytes, VERSION_LINE } from './differences.js';
import { DEPENDENCIES, layTerrain, makerIn, NotInstalled, synthesised, typesOf } from './place.js';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** A real environment is never guessed; any account and organisation do to compare. */
const settingsOf = (environment: string): Record<string, string> => ({
  [`PHASE_MIRROR_${environment.toUpperCase()}_ACCOUNT`]: '210987654321',
  [`PHASE_MIRROR_${environment.toUpperCase()}_GITHUB_ORGANISATION`]: 'some-organisation',
});

async function main(folder: string): Promise<number> {
  let passed = 0;
  let failed = 0;
  const tell = (ok: boolean, what: string): void => {
    say(`${ok ? 'ok' : 'FAIL'} ${what}`);
    if (ok) passed += 1;
    else failed += 1;
  };
  say(`installing ${DEPENDENCIES.dependencies.cdktf} from the npm registry`);
  await layTerrain(root, folder);
  const [old, next] = [await makerIn(root), await makerIn(folder)];
  say(`${old} against ${next}`);
  const complaints = await typesOf(root, folder);
  tell(complaints === '', 'the stacks pass the type checker');
  if (complaints !== '') say(complaints);
  for (const environment of ENVIRONMENTS) {
    const settings = settingsOf(environment);
    const out = (name: string): string => join(folder, name, environment);
    const before = await synthesised(root, root, environment, out('before'), settings);
    const after = await synthesised(root, folder, environment, out('after'), settings);
    const stacks = new Set([...STACKS, ...Object.keys(before), ...Object.keys(after)]);
    for (const stack of stacks) {
      const found = differences(before[stack], after[stack]);
      const others = found.filter(({ path }) => path !== VERSION_LINE);
      // A version line that is the same would mean that one maker was compared with itself.
      const told = found.length > others.length;
      const same = others.length === 0 && sameBytes(before[stack], after[stack]);
      const words = same
        ? 'the same bytes apart from the version line'
        : `${others.length} differences${others.length === 0 ? ' but the order of keys' : ''}`;
      tell(told && same, `${environment}/${stack}: ${sizeOf(before[stack])}, ${words}`);
      if (!told) say('  both sides were made by the same version');
      for (const { path, before: had, after: has } of others.slice(0, 20)) {
        say(`  ${path}\n    - ${JSON.stringify(had)}\n    + ${JSON.stringify(has)}`);
      }
    }
  }
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function sizeOf(stack: unknown): string {
  const { resource = {} } = (stack ?? {}) as { resource?: Record<string, object> };
  const count = Object.values(resource).reduce((sum, kind) => sum + Object.keys(kind).length, 0);
  return `${count} resources`;
}

const folder = await mkdtemp(join(tmpdir(), 'phase-mirror-terrain-'));
try {
  process.exitCode = await main(folder);
} catch (error) {
  if (!(error instanceof NotInstalled)) throw error;
  process.stderr.write(
    `CDK Terrain cannot be installed, so nothing was compared\n  why: ${error.message.trim().split('\n').slice(0, 4).join('\n       ')}\n  fix: Run it where npm reaches its registry.\n`,
  );
  process.exitCode = 3;
} finally {
  await rm(folder, { recursive: true, force: true });
}
