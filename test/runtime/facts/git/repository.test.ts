import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { PhaseMirrorError } from '../../../../runtime/src/errors/index.js';
import { collectFacts, gitCommand, type Git } from '../../../../runtime/src/facts/index.js';
import { slugOf } from '../../../../runtime/src/facts/git/refs.js';
import { readBlobs } from '../../../../runtime/src/facts/git/tree.js';
import { repository } from '../../../support/repository.js';

const folder = mkdtempSync(join(tmpdir(), 'phase-mirror-git-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function failure(
  git: Git,
  request: { base?: string; head?: string } = {},
): Promise<PhaseMirrorError> {
  try {
    await collectFacts(git, { env: {}, ...request });
  } catch (error) {
    return error as PhaseMirrorError;
  }
  throw new Error('it was read');
}

describe('what is no repository', () => {
  it('is PM-2001 for an ordinary folder', async () => {
    const error = await failure(gitCommand(folder, process.env));
    expect(error).toMatchObject({ code: 'PM-2001', what: folder });
    expect(error.why).toContain('not a git repository');
  });

  it('is PM-2003 for a folder that is not there, and for a file in its place', async () => {
    expect(await failure(gitCommand(join(folder, 'none'), process.env))).toMatchObject({
      code: 'PM-2003',
      why: 'the folder does not exist',
    });
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(await failure(gitCommand(file, process.env))).toMatchObject({
      code: 'PM-2003',
      why: 'it is a file, not a folder',
    });
  });

  it('is PM-2002 for a repository without a commit, or without the commit named', async () => {
    const empty = mkdtempSync(join(folder, 'empty-'));
    await gitCommand(empty, process.env).run(['init', '--quiet']);
    expect(await failure(gitCommand(empty, process.env))).toMatchObject({
      code: 'PM-2002',
      why: 'it names no commit here',
    });
    expect(
      await failure(gitCommand(repository().folder, process.env), { head: 'nowhere' }),
    ).toMatchObject({ code: 'PM-2002' });
  });

  it('is PM-2002 where git is not installed', async () => {
    const error = await failure(gitCommand(repository().folder, { PATH: folder }));
    expect(error).toMatchObject({ code: 'PM-2002', why: 'git is not installed, or not in PATH' });
    expect(error.remedy).toContain('Install git');
  });

  it("is PM-2002 with git's own remedy for a folder of somebody else", async () => {
    const repo = repository();
    const real = gitCommand(repo.folder, process.env);
    const git: Git = {
      ...real,
      run: () =>
        Promise.resolve({
          code: 128,
          stdout: Buffer.alloc(0),
          stderr: "fatal: detected dubious ownership in repository at '/x'",
        }),
    };
    const error = await failure(git);
    expect(error.code).toBe('PM-2002');
    expect(error.remedy).toContain('safe.directory');
  });
});

describe('a revision', () => {
  it.each(['--upload-pack=x', '-x', '--help'])(
    '%s is refused, never an option of git',
    async (revision) => {
      const git = gitCommand(repository().folder, process.env);
      expect(await failure(git, { head: revision })).toMatchObject({ code: 'PM-1001' });
      expect(await failure(git, { base: revision })).toMatchObject({ code: 'PM-1001' });
    },
  );
});

describe('blobs', () => {
  it('are PM-2002 when one is missing or the answer is cut', async () => {
    const git = gitCommand(repository().folder, process.env);
    await expect(readBlobs(git, ['f'.repeat(40)])).rejects.toMatchObject({
      code: 'PM-2002',
      why: `${'f'.repeat(40)} missing`,
    });
    const cut: Git = {
      ...git,
      run: () => Promise.resolve({ code: 0, stdout: Buffer.alloc(0), stderr: '' }),
    };
    await expect(readBlobs(cut, ['a'.repeat(40)])).rejects.toMatchObject({
      why: 'the answer ends too early',
    });
  });
});

describe('the name of a remote', () => {
  it.each([
    ['https://github.com/acme/ledger.git', 'acme/ledger'],
    ['https://token@github.com/acme/ledger', 'acme/ledger'],
    ['ssh://git@github.com:22/acme/ledger.git', 'acme/ledger'],
    ['git@github.com:acme/ledger.git', 'acme/ledger'],
    ['/srv/git/ledger.git', undefined],
    ['../ledger', undefined],
    ['C:/git/ledger', undefined],
    ['file:///srv/ledger.git', undefined],
    ['', undefined],
  ])('%s is %s', (url, expected) => {
    expect(slugOf(url)).toBe(expected);
  });
});
