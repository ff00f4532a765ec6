import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../release/commands/index.js';
import { runRelease } from '../../release/frame/command.js';
import { webAddress } from '../../release/git/git.js';
import { testIo } from '../ops/support/test-io.js';
import { repository, type TestRepository } from '../support/repository.js';
import { project } from './support/history.js';
import { expectPosture } from './support/posture.js';
import { versioned } from './support/versioned.js';

interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(root: string, ...args: readonly string[]): Promise<Ran> {
  const { io, stdout, stderr } = testIo({ root, now: () => Date.UTC(2026, 10, 22, 23, 59) });
  const exit = await runRelease(COMMANDS, args, io);
  return { exit, stdout: stdout(), stderr: stderr() };
}

const changelogOf = (repo: TestRepository): string =>
  readFileSync(join(repo.folder, 'CHANGELOG.md'), 'utf8');

describe('release changelog', () => {
  it('writes the section, keeps what people wrote, and names what is in no changelog', async () => {
    const repo = project();
    const { exit, stdout } = await run(repo.folder, 'changelog', '0.2.0');
    expect(exit).toBe(0);
    expect(stdout).toContain('10 commits: 5 for users; left out: 1 test, 1 docs');
    expect(stdout).toMatch(/1 not conventional, and in no changelog:\n {2}[0-9a-f]{7} wip\n/);
    const text = changelogOf(repo);
    expect(text).toMatch(
      /## \[Unreleased\]\n\n## \[0\.2\.0\] - 2026-11-22\n\n### Overview\n[^]*\n### Added\n\n- By hand \(#12\)\n- shouted/,
    );
    expect(text).not.toContain('**api:** by hand');
    expect(text).toMatch(
      /### Migration\n\n- call connect\(\) first \([0-9a-f]{7}\)\n {2}and close\(\) last\n/,
    );
    const again = await run(repo.folder, 'changelog', '0.2.0');
    expect(again).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining('stands in CHANGELOG.md already'),
    });
    expect(changelogOf(repo)).toBe(text);
  });

  it('tells what the validator found on the commit, and only on that', async () => {
    const repo = project();
    const start = repo.git('rev-parse', 'HEAD');
    const only = ['--only', 'security/secrets-tree,dependencies/waivers', '--env', 'local'];
    expect(await run(repo.folder, 'validate', '0.2.0', ...only)).toMatchObject({ exit: 0 });
    // As within a release: the files of the version are changed already.
    writeFileSync(join(repo.folder, 'VERSION'), '0.2.0\n');
    expect(await run(repo.folder, 'changelog', '0.2.0')).toMatchObject({ exit: 0 });
    expectPosture(changelogOf(repo), '0.2.0', start);
    const later = repo.commit({ 'CHANGELOG.md': '# Changelog\n\n## [Unreleased]\n' }, 'fix: later');
    expect(await run(repo.folder, 'changelog', '0.2.0')).toMatchObject({
      exit: 0,
      stderr: expect.stringContaining('this release of ' + later.slice(0, 12)),
    });
    expect(() => expectPosture(changelogOf(repo), '0.2.0', later)).toThrow('at commit');
  });

  it('with --dry-run shows the difference and writes nothing', async () => {
    const repo = project();
    const before = changelogOf(repo);
    const { exit, stdout } = await run(
      repo.folder,
      'changelog',
      '0.2.0',
      '--dry-run',
      '--date',
      '2026-12-01',
    );
    expect(exit).toBe(0);
    expect(stdout).toContain('+## [0.2.0] - 2026-12-01\n');
    expect(changelogOf(repo)).toBe(before);
    expect(existsSync(join(repo.folder, '.release'))).toBe(false);
    expect(repo.git('status', '--porcelain')).toBe('');
  });

  it.each([
    ['beside the release', false],
    ['in git', true],
  ])('shows what somebody changed in the section since, from the copy %s', async (_, committed) => {
    const repo = project();
    await run(repo.folder, 'changelog', '0.2.0');
    if (committed) {
      repo.git('rm', '-r', '--cached', '--quiet', '--ignore-unmatch', '.release');
      repo.commit(
        { 'CHANGELOG.md': changelogOf(repo), '.release/0.2.0/changelog.md': null },
        'docs: 0.2.0',
      );
    }
    const edited = changelogOf(repo).replace('- shouted', '- whispered');
    writeFileSync(join(repo.folder, 'CHANGELOG.md'), edited);
    const { exit, stderr } = await run(repo.folder, 'changelog', '0.2.0');
    expect(exit).toBe(1);
    expect(stderr).toContain('PM-8004');
    expect(stderr).toMatch(/-- shouted.*\n\+- whispered/);
    expect(changelogOf(repo)).toBe(edited);
  });

  it.each([
    [['changelog'], 2, 'it needs a version'],
    [['changelog', '1.0.0', 'x'], 2, 'what is x?'],
    [['changelog', '1.0.0', '--daet', 'x'], 2, '--daet'],
    [['changelog', '1.0.0', '--date', '2026-02-30'], 2, 'it is no date'],
    [['changelog', '1.0'], 2, 'PM-8001'],
    [['changlog', '1.0.0'], 2, 'did you mean changelog?'],
    [['notes', '3.0.0'], 1, 'it has no section [3.0.0]'],
  ])('ends %j with %d', async (args, exit, said) => {
    const ran = await run(project().folder, ...args);
    expect(ran).toMatchObject({ exit, stderr: expect.stringContaining(said) });
  });

  it('says what to write where there is no changelog', async () => {
    const { exit, stderr } = await run(repository().folder, 'changelog', '1.0.0');
    expect(exit).toBe(1);
    expect(stderr).toContain('## [Unreleased]');
  });

  it('answers as JSON', async () => {
    const { stdout } = await run(project().folder, 'changelog', '0.2.0', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'changelog',
      version: '0.2.0',
      exit: 0,
      changed: true,
      previousTag: 'v0.1.0',
      entries: 5,
      leftOut: { docs: 1, test: 1 },
      unconventional: [{ subject: 'wip' }],
    });
  });
});

describe('release notes', () => {
  it('prints the section without heading and seal', async () => {
    const repo = project();
    await run(repo.folder, 'changelog', '0.2.0');
    const { stdout } = await run(repo.folder, 'notes', '0.2.0');
    expect(stdout).toMatch(/^### Overview\n\n[^]*### Added\n\n- By hand/);
    expect(stdout).not.toMatch(/sha256|## \[/);
  });
});

describe('release version', () => {
  it('writes all places, and says what was there', async () => {
    const { root } = versioned();
    const { exit, stdout } = await run(root, 'version', '1.0.0');
    expect({ exit, stdout }).toMatchObject({
      exit: 0,
      stdout: expect.stringMatching(/README\.md +0\.1\.0 -> 1\.0\.0/),
    });
    expect((await run(root, 'version', '1.0.0')).stdout).toMatch(/VERSION +1\.0\.0 already/);
  });

  it('writes nothing with --dry-run, nor below what was released', async () => {
    const { root, repository: repo } = versioned();
    expect((await run(root, 'version', '1.0.0', '--dry-run')).stdout).toMatch(/^Dry run/);
    repo.git('tag', 'v2.0.0');
    const lower = await run(root, 'version', '1.0.0');
    expect(lower).toMatchObject({ exit: 1, stderr: expect.stringContaining('PM-8002') });
    expect(readFileSync(join(root, 'VERSION'), 'utf8')).toBe('0.1.0\n');
  });

  it('says when git cannot answer', async () => {
    const { root, repository: repo } = versioned();
    writeFileSync(join(root, '.git/HEAD'), 'nonsense');
    expect(await run(repo.folder, 'version', '1.0.0')).toMatchObject({
      exit: 3,
      stderr: expect.stringContaining('PM-8006'),
    });
  });
});

describe('the commands', () => {
  it('are listed with the sentence that each has, and explain themselves', async () => {
    const list = await run('.', '--help');
    for (const [name, { summary, load }] of Object.entries(COMMANDS)) {
      expect(list.stdout).toContain(summary);
      const command = await load();
      expect(command).toMatchObject({ name, summary });
      const help = await run('.', name, '--help');
      expect(help).toMatchObject({
        exit: 0,
        stdout: expect.stringContaining(command.example),
      });
    }
  });
});

describe('the web address of the repository', () => {
  it.each([
    ['https://github.com/acme/ledger.git', 'https://github.com/acme/ledger'],
    ['git@github.com:acme/ledger.git', 'https://github.com/acme/ledger'],
    ['ssh://git@github.example.com/acme/ledger', 'https://github.example.com/acme/ledger'],
    ['https://token@github.com/acme/ledger/', 'https://github.com/acme/ledger'],
    ['/srv/git/ledger.git', undefined],
  ])('of %s is %s', async (url, address) => {
    const repo = repository();
    repo.git('remote', 'add', 'origin', url);
    expect(await webAddress(repo.folder)).toBe(address);
  });

  it('is unknown without a remote', async () => {
    expect(await webAddress(repository().folder)).toBeUndefined();
  });
});
