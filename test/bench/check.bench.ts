import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { run } from '../../runtime/src/cli/run.js';
import { measure, type Bench, type Case, type Measurement } from './bench.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = new URL('../../runtime/src/cli/main.ts', import.meta.url).href;
const MOST_BYTES = 300 * 1024 * 1024;

const workflow = (n: number): string => `name: Service ${n}
on:
  pull_request:
  merge_group:
permissions: { contents: read }
jobs:
  unit:
    name: Unit ${n} (\${{ matrix.os }}, \${{ matrix.node }})
    runs-on: \${{ matrix.os }}
    strategy: { matrix: { os: [ubuntu-24.04, macos-15], node: [20, 22] } }
    steps: [{ run: npm test }]
  gate:
    name: Gate ${n}
    needs: unit
    runs-on: ubuntu-24.04
    steps: [{ run: 'true' }]
`;

interface Size {
  readonly workflows: number;
  readonly owners: number;
  readonly files: number;
}

/** A repository of this size, written by one git process and not file by file. */
function make(folder: string, { workflows, owners, files }: Size): string {
  const numbers = (length: number): readonly number[] => Array.from({ length }, (_, i) => i);
  const path = (i: number): string => `area-${i % 500}/package-${i % 37}/file-${i}.ts`;
  const contexts = numbers(Math.min(50, workflows)).map((i) => ({ context: `Gate ${i}` }));
  const ruleset = {
    name: 'main',
    target: 'branch',
    enforcement: 'active',
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: [
      { type: 'required_status_checks', parameters: { required_status_checks: contexts } },
      { type: 'merge_queue', parameters: { grouping_strategy: 'ALLGREEN' } },
    ],
  };
  const written: (readonly [string, string])[] = [
    ...numbers(workflows).map((i) => [`.github/workflows/w-${i}.yml`, workflow(i)] as const),
    ['.github/rulesets/main.json', JSON.stringify(ruleset, null, 2)],
    [
      'CODEOWNERS',
      numbers(owners)
        .map((i) => `/${path(i * 5)} @org/team-${i % 90}\n`)
        .join(''),
    ],
    ...numbers(files).map((i) => [path(i), 'x\n'] as const),
  ];
  const commands = written.map(
    ([name, text]) => `M 100644 inline ${name}\ndata ${Buffer.byteLength(text)}\n${text}\n`,
  );
  const head = 'commit refs/heads/main\ncommitter A <a@example.com> 1767322800 +0000\ndata 1\nx\n';
  execFileSync('git', ['init', '--quiet', '--initial-branch', 'main', folder]);
  execFileSync('git', ['-C', folder, 'fast-import', '--quiet'], {
    input: `${head}${commands.join('')}\n`,
  });
  return folder;
}

async function check(folder: string, home: string): Promise<void> {
  let said = '';
  const io = {
    stdout: { write: (text: string) => (said += text) },
    stderr: { write: (text: string) => (said += text) },
    env: { PATH: process.env['PATH'], HOME: home, XDG_STATE_HOME: home },
    cwd: home,
  };
  const exit = await run(['check', '--repo', folder, '--json'], io);
  if (exit > 1) throw new Error(said.slice(0, 500));
}

/**
 * The most memory that a process of its own holds, as a share of what is allowed. Throws unless the
 * process checked the repository: 0 or, where the findings block, 1.
 */
async function memory(name: string, folder: string, home: string): Promise<Measurement> {
  const script = `process.on('exit', () => console.error('rss ' + process.resourceUsage().maxRSS)); process.argv.splice(1, 0, 'phase-mirror'); await import(${JSON.stringify(MAIN)});`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script];
  const { code, stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [...args, '--', 'check', '--repo', folder, '--json'],
    {
      cwd: ROOT,
      maxBuffer: 256 * 1024 * 1024,
      env: { PATH: process.env['PATH'], HOME: home, XDG_STATE_HOME: home },
    },
  ).then(
    (said) => ({ code: 0, ...said }),
    (error: { code?: unknown; stdout: string; stderr: string }) => ({ code: error.code, ...error }),
  );
  const kilobytes = Number(/^rss (\d+)$/m.exec(stderr)?.[1]);
  if ((code !== 0 && code !== 1) || !stdout.startsWith('{') || !(kilobytes > 0)) {
    throw new Error(`${name}: the check ended with ${String(code)}: ${stderr.slice(0, 500)}`);
  }
  return {
    case: name,
    samples: 1,
    median: 0,
    p99: 0,
    ratio: (kilobytes * 1024) / MOST_BYTES,
  };
}

const LARGE = '500 workflows, 10,000 owner lines, 50,000 files';

/** `phase-mirror check --json`, from git to the redacted and sealed report. */
export const bench: Bench = {
  name: 'check',
  targets: [
    { case: LARGE, statistic: 'median', atMost: 2_000 },
    { case: `${LARGE}: memory of 300 MB`, statistic: 'ratio', atMost: 1 },
    { case: 'this repository', statistic: 'median', atMost: 300 },
    // Ten times the workflows: linear is 10, and what does not grow makes it less.
    { case: '5,000 workflows', statistic: 'ratio', atMost: 12 },
  ],
  async run() {
    const home = mkdtempSync(join(tmpdir(), 'phase-mirror-bench-'));
    try {
      const few = { samples: 3, warmup: 1, minimumMs: 0 };
      const one = (name: string, folder: string, more: Partial<Case> = {}): Case => ({
        name,
        ...few,
        ...more,
        work: () => check(folder, home),
      });
      const large = make(join(home, 'large'), { workflows: 500, owners: 10_000, files: 50_000 });
      const workflows = (count: number): string =>
        make(join(home, `w-${count}`), { workflows: count, owners: 0, files: 0 });
      return [
        ...(await measure([one(LARGE, large), one('this repository', ROOT, { samples: 10 })])),
        ...(await measure([
          one('50 workflows', workflows(50)),
          one('500 workflows', workflows(500), { baseline: true }),
          one('5,000 workflows', workflows(5_000)),
        ])),
        await memory(`${LARGE}: memory of 300 MB`, large, home),
      ];
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  },
};
