import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import {
  collectFacts,
  gitCommand,
  type Facts,
  type FactsRequest,
} from '../../../runtime/src/facts/index.js';
import { repository, type TestRepository } from '../../support/repository.js';

const collect = (repo: TestRepository, request: Partial<FactsRequest> = {}): Promise<Facts> =>
  collectFacts(gitCommand(repo.folder, process.env), { env: {}, ...request });

const outside = mkdtempSync(join(tmpdir(), 'phase-mirror-facts-'));
afterAll(() => rmSync(outside, { recursive: true, force: true }));

describe('a run of GitHub Actions', () => {
  const payload = (name: string, content: string): string => {
    const path = join(outside, name);
    writeFileSync(path, content);
    return path;
  };

  it('names branch, base and repository of a pull request', async () => {
    const repo = repository({ 'a.txt': '1' });
    const base = repo.git('rev-parse', 'HEAD');
    repo.branch('change', { 'a.txt': '2' });
    const path = payload(
      'pr.json',
      JSON.stringify({
        pull_request: { base: { ref: 'main', sha: base } },
        repository: { default_branch: 'main' },
      }),
    );
    const { change } = await collect(repo, {
      env: {
        GITHUB_EVENT_NAME: 'pull_request',
        GITHUB_WORKSPACE: repo.folder,
        GITHUB_EVENT_PATH: path,
        GITHUB_REPOSITORY: 'acme/ledger',
        GITHUB_BASE_REF: 'main',
      },
    });
    expect(change).toMatchObject({
      repository: 'acme/ledger',
      mode: 'pull_request',
      branch: { value: { name: 'main', source: 'the event' } },
      base: { value: { commit: base } },
    });
  });

  it('names them for a merge group and for a push', async () => {
    const repo = repository({ 'a.txt': '1' });
    const base = repo.git('rev-parse', 'HEAD');
    repo.commit({ 'a.txt': '2' });
    const group = payload(
      'mg.json',
      JSON.stringify({ merge_group: { base_ref: 'refs/heads/main', base_sha: base } }),
    );
    const queued = await collect(repo, {
      env: {
        GITHUB_EVENT_NAME: 'merge_group',
        GITHUB_WORKSPACE: repo.folder,
        GITHUB_EVENT_PATH: group,
      },
    });
    expect(queued.change).toMatchObject({
      mode: 'merge_group',
      branch: { value: { name: 'main' } },
      base: { value: { commit: base } },
    });
    const push = payload('push.json', JSON.stringify({ before: base }));
    const env = {
      GITHUB_EVENT_NAME: 'push',
      GITHUB_WORKSPACE: repo.folder,
      GITHUB_EVENT_PATH: push,
      GITHUB_REF_TYPE: 'branch',
      GITHUB_REF_NAME: 'main',
    };
    expect((await collect(repo, { env })).change).toMatchObject({
      base: { value: { commit: base } },
    });
    const created = payload('new.json', JSON.stringify({ before: '0'.repeat(40) }));
    expect(
      (await collect(repo, { env: { ...env, GITHUB_EVENT_PATH: created } })).change.base,
    ).toBeUndefined();
  });

  it('falls back to the branch of the base when its commit is not here', async () => {
    const repo = repository({ 'a.txt': '1' });
    const base = repo.branch('release', { 'a.txt': '2' });
    repo.branch('change', { 'a.txt': '3' });
    const path = payload(
      'gone.json',
      JSON.stringify({ pull_request: { base: { ref: 'release', sha: 'f'.repeat(40) } } }),
    );
    const { change } = await collect(repo, {
      env: {
        GITHUB_EVENT_NAME: 'pull_request',
        GITHUB_WORKSPACE: repo.folder,
        GITHUB_EVENT_PATH: path,
      },
    });
    expect(change).toMatchObject({
      base: { value: { commit: base } },
      branch: { value: { name: 'release' } },
    });
  });

  it('is ignored when it has checked out another repository', async () => {
    const repo = repository();
    const { change } = await collect(repo, {
      env: {
        GITHUB_EVENT_NAME: 'merge_group',
        GITHUB_WORKSPACE: outside,
        GITHUB_REPOSITORY: 'acme/x',
      },
    });
    expect(change.mode).toBe('pull_request');
    expect(change.repository).not.toBe('acme/x');
  });

  it.each([
    ['no JSON', '{', 'it is not JSON'],
    ['no file', undefined, 'no such file'],
  ])('leaves a gap for a payload that is %s', async (_, content, why) => {
    const repo = repository();
    const path = content === undefined ? join(outside, 'none.json') : payload('bad.json', content);
    const { change } = await collect(repo, {
      env: {
        GITHUB_EVENT_NAME: 'pull_request',
        GITHUB_WORKSPACE: repo.folder,
        GITHUB_EVENT_PATH: path,
      },
    });
    expect(change.gaps).toMatchObject([{ code: 'event-unreadable' }]);
    expect(change.gaps[0]?.reason).toContain(why);
    expect(change.gaps[0]?.reason).not.toContain(outside);
  });
});
