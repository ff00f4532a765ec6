import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import {
  collectFacts,
  gapsOf,
  gitCommand,
  valueOf,
  type Facts,
  type FactsRequest,
} from '../../../runtime/src/facts/index.js';
import { repository, type TestRepository } from '../../support/repository.js';

const CI = 'on: pull_request\njobs:\n  build:\n    runs-on: x\n';
const collect = (repo: TestRepository, request: Partial<FactsRequest> = {}): Promise<Facts> =>
  collectFacts(gitCommand(repo.folder, process.env), { env: {}, ...request });

const outside = mkdtempSync(join(tmpdir(), 'phase-mirror-facts-'));
afterAll(() => rmSync(outside, { recursive: true, force: true }));

describe('the change', () => {
  it('is what HEAD added since it left the default branch', async () => {
    const repo = repository({ 'a.txt': '1', 'b.txt': 'same content that is long enough\n' });
    const base = repo.git('rev-parse', 'HEAD');
    repo.git('switch', '--quiet', '--create', 'change');
    repo.commit({
      'a.txt': '2',
      'b.txt': null,
      'c.txt': 'same content that is long enough\n',
      'd d\n.txt': 'new',
    });
    const { change, before } = await collect(repo);
    expect(valueOf(change.branch)).toEqual({ name: 'main', source: 'a branch named main' });
    expect(change.base).toEqual({ state: 'known', value: { commit: base, kind: 'merge-base' } });
    expect(valueOf(change.files)).toEqual([
      { path: 'a.txt', kind: 'modified' },
      { path: 'c.txt', kind: 'renamed', from: 'b.txt' },
      { path: 'd d\n.txt', kind: 'added' },
    ]);
    expect(valueOf(change.commits)).toHaveLength(1);
    expect(before?.state).toBe('known');
  });

  it('is compared with where the branches parted, not with what main became', async () => {
    const repo = repository({ '.github/workflows/ci.yml': CI });
    const start = repo.git('rev-parse', 'HEAD');
    repo.branch('change', { 'a.txt': '1' });
    repo.git('switch', '--quiet', 'main');
    repo.commit({ '.github/workflows/ci.yml': CI.replace('build', 'other') });
    const { change } = await collect(repo, { base: 'main', head: 'change' });
    expect(valueOf(change.base as never)).toEqual({ commit: start, kind: 'merge-base' });
  });

  it('is absent on the default branch: only the state is judged', async () => {
    const repo = repository({ 'a.txt': '1' });
    const facts = await collect(repo);
    expect(facts.before).toBeUndefined();
    expect(facts.change.base).toBeUndefined();
    expect(facts.change.files).toEqual({ state: 'known', value: [] });
  });

  it('takes the branch from --base, and from --branch before that', async () => {
    const repo = repository();
    repo.branch('release/1', { 'a.txt': '1' });
    repo.branch('change', { 'b.txt': '1' });
    const fromBase = await collect(repo, { base: 'release/1' });
    expect(valueOf(fromBase.change.branch)).toEqual({ name: 'release/1', source: '--base' });
    const asked = await collect(repo, { base: 'release/1', branch: 'dev' });
    expect(valueOf(asked.change.branch)?.name).toBe('dev');
    const remote = repo.git('rev-parse', 'HEAD');
    repo.git('update-ref', 'refs/remotes/origin/trunk', remote);
    repo.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
    const trunk = await collect(repo);
    expect(valueOf(trunk.change.branch)).toEqual({ name: 'trunk', source: 'origin/HEAD' });
  });

  it('does not guess a branch where nothing tells it', async () => {
    const repo = repository();
    repo.git('branch', '--move', 'trunk');
    expect(valueOf((await collect(repo)).change.branch)).toEqual({
      name: 'trunk',
      source: 'the only branch',
    });
    repo.git('branch', 'other');
    const { change, head } = await collect(repo);
    expect(gapsOf(change.branch)).toMatchObject([{ code: 'branch-unknown' }]);
    expect(head.checks.state).toBe('unknown');
  });

  it('is not known when its base is not here', async () => {
    const repo = repository({ 'a.txt': '1' });
    const facts = await collect(repo, { base: 'origin/main' });
    expect(gapsOf(facts.before as never)).toEqual([
      { code: 'base-missing', reason: 'the base origin/main is not here' },
    ]);
    expect(facts.change.commits.state).toBe('unknown');
    expect(facts.change.files.state).toBe('unknown');
  });

  it('says when the history between base and head is cut', async () => {
    const repo = repository({ 'a.txt': '1' });
    repo.branch('change', { 'a.txt': '2' });
    const clone = join(outside, 'shallow');
    repo.git(
      'clone',
      '--quiet',
      '--depth',
      '1',
      '--no-single-branch',
      `file://${repo.folder}`,
      clone,
    );
    const facts = await collectFacts(gitCommand(clone, process.env), {
      env: {},
      base: 'origin/main',
      head: 'origin/change',
    });
    expect(facts.change.base).toMatchObject({ state: 'partial', value: { kind: 'base' } });
    expect(gapsOf(facts.change.base as never)).toMatchObject([
      { code: 'history-incomplete', reason: expect.stringContaining('shallow') as never },
    ]);
  });

  it('is not known where a partial clone has the base without its files', async () => {
    const repo = repository({
      '.github/workflows/ci.yml': 'on: push\n',
      'old.txt': 'some text.\n',
    });
    repo.git('config', 'uploadpack.allowFilter', 'true');
    repo.branch('change', {
      '.github/workflows/ci.yml': 'on: pull_request\n',
      'moved.txt': 'some text\n',
      'old.txt': null,
    });
    const clone = join(outside, 'partial');
    repo.git('clone', '--quiet', '--filter=blob:none', `file://${repo.folder}`, clone);
    const facts = await collectFacts(gitCommand(clone, process.env), {
      env: {},
      base: 'origin/main',
    });
    expect(valueOf(facts.head.workflows)).toHaveLength(1);
    expect(facts.before).toMatchObject({ state: 'unknown', gaps: [{ code: 'base-missing' }] });
    expect(facts.change.files.state).toBe('unknown');
  });

  it('reads authors, committers and trailers, whatever characters are in them', async () => {
    const repo = repository();
    repo.git('switch', '--quiet', '--create', 'change');
    repo.git(
      '-c',
      'user.name=x',
      'commit',
      '--quiet',
      '--allow-empty',
      '--author',
      'Evil\u001fAda\u001eX <evil@example.com>',
      '--message',
      'Subject\n\nBody\n\nCo-authored-by: Bob <bob@example.com>\nTicket: A-1\n  folded\n',
    );
    const { change } = await collect(repo);
    expect(valueOf(change.commits)?.[0]).toMatchObject({
      author: { name: 'Evil\u001fAda\u001eX', email: 'evil@example.com' },
      committer: { name: 'Ada Example', email: 'ada@example.com' },
      subject: 'Subject',
      trailers: [
        { key: 'Co-authored-by', value: 'Bob <bob@example.com>' },
        { key: 'Ticket', value: 'A-1 folded' },
      ],
    });
  });

  it('is named after origin, else after the folder', async () => {
    const repo = repository();
    expect((await collect(repo)).change.repository).toMatch(/^local\/phase-mirror-test-/);
    repo.git('remote', 'add', 'origin', 'https://user:secret@github.com/acme/ledger.git');
    expect((await collect(repo)).change.repository).toBe('acme/ledger');
    repo.git('remote', 'set-url', 'origin', 'git@github.com:acme/other.git');
    expect((await collect(repo)).change.repository).toBe('acme/other');
    repo.git('remote', 'set-url', 'origin', '/srv/git/x.git');
    expect((await collect(repo)).change.repository).toMatch(/^local\//);
  });
});
