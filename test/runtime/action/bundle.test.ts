import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { YAML } from 'zx';
import { makeBundle } from '../../../ops/bundle.js';
import { outputsIn, workspace } from './workspace.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const within = mkdtempSync(join(tmpdir(), 'phase-mirror-bundle-'));
/** The tree of a release, as far as an action and a hook need it: nothing is installed around it. */
const tree = join(within, 'tree');
afterAll(() => rmSync(within, { recursive: true, force: true }));
beforeAll(async () => {
  for (const path of [
    '.pre-commit-hooks.yaml',
    'runtime/action.yml',
    'runtime/bin/pre-commit.js',
  ]) {
    cpSync(join(ROOT, path), join(tree, path));
  }
  cpSync(join(ROOT, 'runtime/package.json'), join(tree, 'runtime/package.json'));
  await makeBundle(join(tree, 'runtime/dist-action'));
});

interface Ended {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

function start(
  command: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Ended> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    execFile(program, args, { ...options, timeout: 50_000 }, (error, stdout, stderr) => {
      const exit: unknown = error === null ? 0 : error.code;
      if (typeof exit === 'number') resolve({ exit, stdout, stderr });
      else reject(error ?? new Error('ended by a signal'));
    });
  });
}

describe('the action of a release', () => {
  const action = (): string => {
    const { runs } = YAML.parse(readFileSync(join(tree, 'runtime/action.yml'), 'utf8')) as {
      runs: { using: string; main: string };
    };
    expect(runs.using).toBe('node20');
    return join(tree, 'runtime', runs.main);
  };

  it('judges a recorded event with nothing installed', async () => {
    mkdirSync(join(within, 'unsound'));
    const runner = await workspace('unsound', join(within, 'unsound'));
    const ran = await start([process.execPath, action()], { cwd: runner.folder, env: runner.env });
    expect([ran.exit, ran.stdout.split('\n')[0]]).toEqual([
      1,
      expect.stringMatching(/^BLOCK acme\/ledger .* into main \(pull_request\)$/),
    ]);
    expect(ran.stdout).toContain(' · phase-mirror 0.1.0\n');
    expect(ran.stderr).toMatch(/^::error /m);
    expect(readFileSync(runner.summaryFile, 'utf8')).toContain('MD-102.1');
    const outputs = outputsIn(readFileSync(runner.outputFile, 'utf8'));
    expect(outputs).toMatchObject({ decision: 'block', findings: '8', 'exit-code': '1' });
    for (const name of ['report-json', 'report-html', 'report-sarif']) {
      expect(readFileSync(outputs[name] ?? '', 'utf8').length).toBeGreaterThan(1_000);
    }
  });

  it('allows the sound twin, and holds the SDK for a store on AWS', async () => {
    mkdirSync(join(within, 'sound'));
    const runner = await workspace('sound', join(within, 'sound'));
    const options = { cwd: runner.folder, env: runner.env };
    expect((await start([process.execPath, action()], options)).exit).toBe(0);
    expect(readFileSync(runner.outputFile, 'utf8')).toMatch(/^decision=(allow|warn)$/m);
    const aws = await start([process.execPath, action()], {
      ...options,
      env: {
        ...runner.env,
        INPUT_STORE: 'aws',
        INPUT_REGION: 'eu-central-1',
        AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
        AWS_ACCESS_KEY_ID: 'x',
        AWS_SECRET_ACCESS_KEY: 'x',
      },
    });
    expect([aws.exit, aws.stdout]).toEqual([3, '']);
    expect(aws.stderr).toContain('PM-4001');
  });

  it('carries the licence of everything in it', () => {
    const text = readFileSync(join(tree, 'runtime/dist-action/LICENSES.txt'), 'utf8');
    for (const name of ['zod', 'yaml', 'libsql', '@aws-sdk/client-dynamodb', '@octokit/core']) {
      expect(text).toMatch(new RegExp(`^${name} [0-9.]+ · .+$`, 'm'));
    }
    expect(text).not.toContain('no licence named');
  });
});

describe('the pre-commit hook of a release', () => {
  interface Hook {
    readonly id: string;
    readonly language: string;
    readonly entry: string;
    readonly pass_filenames: boolean;
  }

  it('runs as pre-commit runs a script: from the root, with no file names', async () => {
    const hooks = YAML.parse(readFileSync(join(tree, '.pre-commit-hooks.yaml'), 'utf8')) as Hook[];
    expect(hooks).toMatchObject([
      { id: 'phase-mirror', language: 'script', pass_filenames: false },
    ]);
    const folder = join(within, 'hooked');
    const env = { PATH: process.env['PATH'], HOME: within, XDG_STATE_HOME: within };
    const git = async (...args: readonly string[]): Promise<Ended> =>
      await start(['git', ...args], { cwd: folder, env });
    cpSync(join(ROOT, 'examples/unsound/base'), folder, { recursive: true });
    await git('init', '--quiet', '--initial-branch', 'main');
    await git('config', 'user.name', 'Ada Example');
    await git('config', 'user.email', 'ada@example.com');
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'first');
    // As git itself would start it, with its own variables.
    const [program = '', ...words] = (hooks[0]?.entry ?? '').split(' ');
    writeFileSync(
      join(folder, '.git/hooks/pre-commit'),
      `#!/bin/sh\nexec "${[join(tree, program), ...words].join(' ')}"\n`,
      { mode: 0o755 },
    );
    cpSync(join(ROOT, 'examples/unsound/change'), folder, { recursive: true });
    await git('add', '--all');
    const refused = await git('commit', '--quiet', '--message', 'second');
    expect(refused.exit).toBe(1);
    expect(refused.stdout + refused.stderr).toContain('MD-102.1');
    expect((await git('rev-list', '--count', 'HEAD')).stdout).toBe('1\n');
  });

  it('reads claims in Terraform, with the parser that lies beside the code', async () => {
    const folder = join(within, 'terraform');
    mkdirSync(folder);
    const env = { PATH: process.env['PATH'], HOME: within, XDG_STATE_HOME: within };
    writeFileSync(
      join(folder, 'main.tf'),
      [
        'resource "github_branch_protection_v3" "main" {',
        '  repository = "terraform"',
        '  branch     = "main"',
        '  required_status_checks {',
        '    contexts = ["Nowhere"]',
        '  }',
        '}',
        '',
      ].join('\n'),
    );
    for (const args of [
      ['init', '--quiet', '--initial-branch', 'main'],
      ['remote', 'add', 'origin', 'https://github.com/acme/terraform'],
      ['config', 'user.name', 'Ada Example'],
      ['config', 'user.email', 'ada@example.com'],
      ['add', '--all'],
    ]) {
      await start(['git', ...args], { cwd: folder, env });
    }
    const ran = await start([join(tree, 'runtime/bin/pre-commit.js')], { cwd: folder, env });
    expect(ran.stderr).toBe('');
    expect(ran.stdout).toMatch(/MD-001\.1 {2}Nowhere: no workflow reports it, .*main\.tf:5/);
  });

  it('names the SQLite that is missing on another platform, and what to do', async () => {
    const binaries = join(tree, 'runtime/dist-action/node_modules');
    renameSync(binaries, join(within, 'away'));
    try {
      const folder = join(within, 'hooked');
      const env = { PATH: process.env['PATH'], HOME: within, XDG_STATE_HOME: within };
      const ran = await start([join(tree, 'runtime/bin/pre-commit.js')], { cwd: folder, env });
      expect(ran).toMatchObject({ exit: 3, stdout: '' });
      expect(ran.stderr).toMatch(/^PM-3004 .*\n {2}fix: .*npm on this machine/s);
    } finally {
      renameSync(join(within, 'away'), binaries);
    }
  });

  it('says how to make what a checkout lacks', async () => {
    const bare = join(within, 'bare/bin');
    mkdirSync(bare, { recursive: true });
    writeFileSync(join(within, 'bare/package.json'), '{"type":"module"}');
    cpSync(join(ROOT, 'runtime/bin/pre-commit.js'), join(bare, 'pre-commit.js'));
    const ran = await start([process.execPath, join(bare, 'pre-commit.js')], {
      cwd: within,
      env: {},
    });
    expect(ran.exit).toBe(3);
    expect(ran.stderr).toContain('npm run build');
  });
});
