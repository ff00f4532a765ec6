// `npm test`: the guards (types, lint, layers, unused, format), then jest (unit, contract, stacks, browser, e2e) with
// coverage thresholds. The last line is `N passed, N failed` over guards and tests together.
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingForBrowser } from './browser/chromium.js';
import { missingForE2e } from './e2e/support/requirements.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'coverage');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface Ended {
  readonly ok: boolean;
  readonly output: string;
}

function run(
  command: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; show: boolean },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', options.show ? 'inherit' : 'pipe', options.show ? 'inherit' : 'pipe'],
    });
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

const GUARDS: readonly (readonly [string, readonly string[]])[] = [
  ['types', ['tsc', '--noEmit']],
  ['lint', ['eslint', '.', '--max-warnings', '0']],
  [
    'layers',
    [
      'depcruise',
      '--config',
      '.dependency-cruiser.cjs',
      'runtime/src',
      'stacks',
      'ops',
      'release',
      'test',
    ],
  ],
  ['unused', ['knip']],
  ['format', ['prettier', '--check', '.']],
];

async function guards(): Promise<{ passed: number; failed: number }> {
  const queue = [...GUARDS];
  const failed: string[] = [];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [name, [command = '', ...args]] = next;
      const start = Date.now();
      const { ok, output } = await run(join(root, 'node_modules/.bin', command), args, {
        show: false,
      });
      say(`${ok ? 'ok' : 'FAIL'} ${name} ${((Date.now() - start) / 1000).toFixed(1)}s`);
      if (ok) continue;
      failed.push(name);
      say(output.trimEnd());
    }
  };
  // Two at a time: the smallest machine that this is promised for has two cores.
  await Promise.all([worker(), worker()]);
  return { passed: GUARDS.length - failed.length, failed: failed.length };
}

interface JestSummary {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTestSuites: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

async function jest(args: readonly string[]): Promise<{ summary: JestSummary; ok: boolean }> {
  const report = join(folder, 'jest.json');
  await rm(report, { force: true });
  const { ok } = await run(
    join(root, 'node_modules/.bin/jest'),
    [...args, '--json', `--outputFile=${report}`, '--maxWorkers=3'],
    {
      show: true,
      env: { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' },
    },
  );
  return { summary: JSON.parse(await readFile(report, 'utf8')) as JestSummary, ok };
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Passed, failed and skipped of each jest project that was run; a file that cannot be loaded has failed. */
function countsByProject(
  { testResults }: JestSummary,
  projects: readonly string[],
): Readonly<Record<string, Counts>> {
  const projectOf = (file: string): string =>
    ['e2e', 'browser'].find((name) => file.startsWith(join(root, 'test', name))) ?? 'unit';
  return Object.fromEntries(
    projects.map((project) => {
      const files = testResults.filter(({ name }) => projectOf(name) === project);
      const tests = files.flatMap(({ assertionResults }) => assertionResults);
      const count = (...statuses: readonly string[]): number =>
        tests.filter(({ status }) => statuses.includes(status)).length;
      const broken = files.filter(
        (file) => file.status === 'failed' && !file.assertionResults.some(hasFailed),
      ).length;
      const passed = count('passed');
      const failed = count('failed');
      return [
        project,
        { passed, failed: failed + broken, skipped: tests.length - passed - failed },
      ];
    }),
  );
}
const hasFailed = ({ status }: { readonly status: string }): boolean => status === 'failed';

/** The commit that is checked out, and whether the tree holds nothing else; for who releases it. */
async function state(): Promise<{ readonly commit: string; readonly clean: boolean }> {
  const head = await run('git', ['rev-parse', 'HEAD'], { show: false });
  const status = await run('git', ['status', '--porcelain', '--untracked-files=all'], {
    show: false,
  });
  const known = head.ok && status.ok;
  return {
    commit: known ? head.output.trim() : 'unknown',
    clean: known && status.output.trim() === '',
  };
}

async function main(): Promise<number> {
  const before = await state();
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const checked = await guards();
  const missing = await missingForE2e(process.env);
  const ci = process.env['CI'] === 'true';
  const withE2e = missing === undefined || ci;
  const noBrowser = missingForBrowser(process.env);
  const projects = [
    'unit',
    ...(noBrowser === undefined || ci ? ['browser'] : []),
    ...(withE2e ? ['e2e'] : []),
  ];
  // Thresholds hold for the whole suite; without e2e the runbooks' half of the code is not run.
  const tests = await jest([...(withE2e ? ['--coverage'] : []), '--selectProjects', ...projects]);
  const { summary } = tests;
  const suites = summary.numRuntimeErrorTestSuites;
  const passed = checked.passed + summary.numPassedTests;
  let failed = checked.failed + summary.numFailedTests + suites;
  let skipped = summary.numPendingTests;
  if (!withE2e) {
    skipped += 1;
    say(`skip e2e\n${missing}`);
  }
  if (!projects.includes('browser')) {
    skipped += 1;
    say(`skip browser\n${noBrowser ?? ''}`);
  }
  if (!tests.ok && summary.numFailedTests + suites === 0) {
    // jest itself failed: a coverage threshold is not met.
    failed += 1;
    say('FAIL coverage: a threshold of jest.config.js is not met (see above)');
  }
  const after = await state();
  const record = {
    passed,
    failed,
    skipped,
    commit: after.commit,
    // What was changed or committed while the tests ran was not tested.
    clean: before.clean && after.clean && before.commit === after.commit,
    parts: { guards: { ...checked, skipped: 0 }, ...countsByProject(summary, projects) },
  };
  await writeFile(join(folder, 'summary.json'), `${JSON.stringify(record)}\n`);
  say(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
