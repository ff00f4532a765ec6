import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runHook } from '../../../runtime/src/action/hook.js';
import { repository, type TestRepository } from '../../support/repository.js';

const home = mkdtempSync(join(tmpdir(), 'phase-mirror-hook-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const RULESET = JSON.stringify({
  name: 'main',
  target: 'branch',
  enforcement: 'active',
  conditions: { ref_name: { include: ['refs/heads/main'], exclude: [] } },
  rules: [
    {
      type: 'required_status_checks',
      parameters: { required_status_checks: [{ context: 'Build' }] },
    },
  ],
});
const workflow = (name: string): string =>
  `on: pull_request\njobs:\n  build:\n    name: ${name}\n    runs-on: x\n    steps: [{ run: make }]\n`;
const CI = '.github/workflows/ci.yml';

let repo: TestRepository;
beforeEach(() => {
  repo = repository({ '.github/rulesets/main.json': RULESET, [CI]: workflow('Build') });
  repo.git('config', 'user.name', 'Ada Example');
  repo.git('config', 'user.email', 'ada@example.com');
});

async function hook(
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<{ readonly exit: number; readonly stdout: string; readonly stderr: string }> {
  let stdout = '';
  let stderr = '';
  const exit = await runHook(args, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      XDG_STATE_HOME: home,
      GIT_CONFIG_NOSYSTEM: '1',
      ...env,
    },
    cwd: repo.folder,
  });
  return { exit, stdout, stderr };
}

const write = (path: string, text: string): void => writeFileSync(join(repo.folder, path), text);

describe('the pre-commit hook', () => {
  it('judges what is staged, not what stands in the work tree', async () => {
    write(CI, workflow('Renamed'));
    expect((await hook()).stdout).not.toContain('MD-001.1  required');
    repo.git('add', CI);
    write(CI, workflow('Build'));
    const staged = await hook(['--strictness', 'strict']);
    expect(staged.stdout).toContain('required check "Build" is never reported');
    expect(staged.exit).toBe(1);
  });

  it('judges the index of this very commit, as `git commit FILE` makes one', async () => {
    write(CI, workflow('Renamed'));
    const index = join(home, 'next-index');
    repo.git('add', CI);
    // Another index: the one of HEAD.
    const env = { GIT_INDEX_FILE: index };
    writeFileSync(join(repo.folder, 'note'), 'x');
    repo.git('read-tree', `--index-output=${index}`, 'HEAD');
    expect((await hook([], env)).stdout).not.toContain('is never reported');
  });

  it('moves nothing: neither a branch nor the index nor the work tree', async () => {
    write('new.txt', 'x\n');
    repo.git('add', 'new.txt');
    const state = (): readonly string[] => [
      repo.git('for-each-ref'),
      repo.git('status', '--porcelain'),
      repo.git('stash', 'list'),
    ];
    const before = state();
    await hook();
    expect(state()).toEqual(before);
  });

  it('judges before the first commit', async () => {
    repo.git('checkout', '--quiet', '--orphan', 'fresh');
    repo.git('branch', '--quiet', '-D', 'main');
    const { exit, stderr } = await hook();
    expect([exit, stderr]).toEqual([0, '']);
  });

  it('says what git says when there is nothing that could be committed', async () => {
    const { exit, stderr } = await hook([], { GIT_DIR: join(home, 'none') });
    expect(exit).toBe(3);
    expect(stderr).toMatch(/^PM-2002 .*git write-tree.*\n {2}fix: /s);
    const json = await hook(['--json'], { GIT_DIR: join(home, 'none') });
    expect(JSON.parse(json.stdout)).toMatchObject({ exit: 3, error: { code: 'PM-2002' } });
  });

  it('refuses an option that check does not have', async () => {
    expect(await hook(['--stagd'])).toMatchObject({ exit: 2, stdout: '' });
  });
});
