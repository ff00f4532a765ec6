import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { World } from './support/world.js';
import { expectPublished, made } from './support/worlds.js';

const RELEASES = '/repos/{owner}/{repo}/releases';
const RUN = ['run', '1.0.0', '--yes', '--confirm', '1.0.0', '--json'];
const ROLLBACK = ['rollback', '1.0.0', '--yes', '--confirm', '1.0.0', '--json'];
const RESUME = ['resume', '1.0.0', '--json'];

/** What the remote says to every push; exit 1 refuses it. */
function hook({ remote }: World, script: string): void {
  const path = join(remote, 'hooks/pre-receive');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

describe('GitHub fails', () => {
  it('after the request was sent: what was done is not done twice', async () => {
    const here = await made();
    here.github.fail('answer lost', { on: `POST ${RELEASES}` });
    here.github.fail('upload cut', { on: `POST ${RELEASES}/{release_id}/assets` });
    here.github.fail('answer lost', { on: `POST ${RELEASES}/{release_id}/assets`, after: 1 });
    here.github.fail('answer lost', { on: `PATCH ${RELEASES}/{release_id}`, times: 3 });
    const ended = await here.release(RUN);
    expect(ended).toMatchObject({ exit: 0 });
    expect(ended.err).toContain('it is done, although');
    expectPublished(here);
    expect(here.repo.latest).toBe(here.repo.releases[0]?.id);
  });

  it('before: the release is done in part, shown as such, and gone on with', async () => {
    const here = await made();
    here.github.fail(502, { on: `POST ${RELEASES}` });
    const partial = await here.release(RUN);
    expect(partial).toMatchObject({
      exit: 20,
      json: {
        outcome: 'partial',
        error: { code: 'PM-7006' },
        next: 'npm run release -- resume 1.0.0',
      },
    });
    expect(here.repo.releases).toEqual([]);
    const status = await here.release(['status', '1.0.0']);
    expect(status.out).toMatch(/done +push[^]*todo +draft[^]*failed in step 9 of 13/);
    const begun = await here.release(RUN);
    expect(begun.json).toMatchObject({
      error: { code: 'PM-8020', why: expect.stringContaining('begun here already') },
    });

    here.github.fail(403, { on: `PATCH ${RELEASES}/{release_id}` });
    expect(await here.release(RESUME)).toMatchObject({
      exit: 20,
      json: { error: { code: 'PM-7007' } },
    });
    // A file of the draft that is not as it was built is uploaded again; one of another hand is refused.
    const [draft] = here.repo.releases;
    if (draft?.assets[0] === undefined) throw new Error('there is no draft');
    Object.assign(draft.assets[0], { bytes: Buffer.from('other') });
    draft.assets.push({ ...draft.assets[0], id: 7, name: 'virus.exe' });
    const refused = await here.release(RESUME);
    expect(refused).toMatchObject({
      exit: 20,
      json: { error: { code: 'PM-8027', why: 'virus.exe was not built' } },
    });
    draft.assets = draft.assets.filter(({ name }) => name !== 'virus.exe');
    here.repo.assetDigests = false;
    expect(await here.release(RESUME)).toMatchObject({ exit: 0 });
    expectPublished(here);
  });

  it('and there is a draft that nobody of this run made: a person is asked', async () => {
    const here = await made();
    here.github.fail(502, { on: `POST ${RELEASES}` });
    expect(await here.release(RUN)).toMatchObject({ exit: 20 });
    await fetch(`${here.env['GITHUB_API_URL']}/repos/acme/widget/releases`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tag_name: 'v1.0.0', draft: true }),
    });
    expect(await here.release(RESUME)).toMatchObject({
      exit: 20,
      json: { error: { code: 'PM-8023' } },
    });
    expect(await here.release(RESUME, { typed: 'maybe\n' })).toMatchObject({
      json: { error: { code: 'PM-8023' } },
    });
    expect(await here.release(RESUME, { typed: 'done\n' })).toMatchObject({ exit: 0 });
    expectPublished(here);
  });
});

describe('the remote', () => {
  it('refuses the lock: nothing was done', async () => {
    const here = await made();
    const start = here.state();
    hook(here, 'echo "you may not"; exit 1');
    const ended = await here.release(RUN);
    expect(ended).toMatchObject({
      exit: 1,
      json: { error: { code: 'PM-8024', why: expect.stringContaining('you may not') } },
    });
    expect(here.state()).toEqual(start);
  });

  it('refuses the branch: nothing of it is pushed, and rollback restores the start', async () => {
    const here = await made();
    const start = here.state();
    hook(
      here,
      'while read old new ref; do case $ref in refs/heads/*) echo "protected"; exit 1;; esac; done',
    );
    const ended = await here.release(RUN);
    expect(ended).toMatchObject({ exit: 20, json: { error: { code: 'PM-8024' } } });
    expect(here.remoteGit('tag', '--list')).toBe('');
    hook(here, 'exit 0');
    expect(await here.release([...ROLLBACK, '--dry-run'])).toMatchObject({ exit: 0 });
    const back = await here.release(ROLLBACK);
    expect(back).toMatchObject({ exit: 0, json: { left: [] } });
    expect(here.state()).toEqual(start);
  });

  it('moved on meanwhile: the release stops, and what others pushed stays', async () => {
    const here = await made();
    const other = here.clone();
    const parts = {
      buildArtifacts: () => {
        here.git('-C', other, 'commit', '--quiet', '--allow-empty', '--message', 'theirs');
        here.git('-C', other, 'push', '--quiet', 'origin', 'main');
        return Promise.resolve([]);
      },
    };
    const start = here.git('rev-parse', 'HEAD');
    const ended = await here.release(RUN, { parts });
    expect(ended).toMatchObject({
      exit: 20,
      json: { error: { code: 'PM-8022', why: expect.stringContaining('somebody pushed') } },
    });
    expect(await here.release(ROLLBACK)).toMatchObject({ exit: 0, json: { left: [] } });
    expect(here.git('rev-parse', 'HEAD')).toBe(start);
    expect(here.remoteGit('log', '-1', '--format=%s', 'main')).toBe('theirs');
  });

  it('is released to from one machine at a time', async () => {
    const here = await made();
    const other = here.clone();
    const later = { SOURCE_DATE_EPOCH: '1790000060' };
    let theirs: unknown;
    const parts = {
      // While this machine validates, the other one is at it, and dies on its way.
      async validate() {
        const stuck = { buildArtifacts: () => Promise.reject(new Error('the machine dies')) };
        theirs = await here.release(RUN, { root: other, parts: stuck, env: later });
        return { ok: true, why: 'fine' };
      },
    };
    const start = here.git('for-each-ref');
    const ended = await here.release(RUN, { parts });
    expect(theirs).toMatchObject({ exit: 3 });
    expect(ended).toMatchObject({
      exit: 1,
      json: {
        error: { code: 'PM-8021', why: expect.stringMatching(/^\S+@\S+ releases 1\.0\.0 since /) },
      },
    });
    expect(here.git('for-each-ref')).toBe(start);
    expect(await here.release(RUN)).toMatchObject({
      exit: 1,
      json: { error: { code: 'PM-8020' } },
    });
    const taken = await here.release([...RUN, '--take-over']);
    expect(taken).toMatchObject({ exit: 0 });
    expect(taken.err).toContain('taken over');
    expectPublished(here);
    // The other one comes back: it sees that the world has gone on.
    const late = await here.release(RESUME, { root: other, env: later });
    expect(late).toMatchObject({ exit: 20, json: { error: { code: 'PM-8022' } } });
    expect(await here.release(ROLLBACK, { root: other, env: later })).toMatchObject({ exit: 0 });
    expectPublished(here);
    expect(here.remoteGit('tag', '--list')).toBe('v1.0.0');
  });
});
