import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { TOKEN, type World } from './support/world.js';
import { made } from './support/worlds.js';

const GO = ['--yes', '--confirm'];

const filesOf = ({ repo }: World, tag: string): readonly string[] =>
  repo.releases
    .filter(({ tag_name: name }) => name === tag)
    .flatMap(({ assets }) => assets.map(({ name }) => name));

describe('a release', () => {
  it('goes from plan to published, then the next one, and the lower one is refused', async () => {
    const here = await made();
    const planned = await here.release(['plan', '1.0.0-mvp']);
    expect(planned).toMatchObject({ exit: 0 });
    const [before, after] = planned.out.split('irreversible from here') as [string, string];
    expect(before).toMatch(
      /validate[^]*lock[^]*set the version[^]*CHANGELOG[^]*commit[^]*artifacts[^]*tag v1[^]*push[^]*draft[^]*upload[^]*compare/,
    );
    expect(after).toMatch(/publish v1\.0\.0-mvp as a prerelease[^]*lock back/);
    expect(here.git('status', '--porcelain')).toBe('');

    const ended = await here.release(['run', '1.0.0-mvp', ...GO, '1.0.0-mvp', '--json']);
    expect(ended).toMatchObject({ exit: 0, json: { outcome: 'done' } });
    expect(ended.err + ended.out).not.toContain(TOKEN);
    const commit = here.git('rev-parse', 'HEAD');
    expect(here.remoteGit('rev-parse', 'main', 'v1.0.0-mvp^{commit}')).toBe(`${commit}\n${commit}`);
    expect(here.git('log', '-1', '--format=%s %ct')).toBe('chore(release): 1.0.0-mvp 1790000000');
    expect(here.git('status', '--porcelain')).toBe('');
    expect(here.git('cat-file', '-p', 'v1.0.0-mvp')).toContain(
      'Features\n- A thing that people see.',
    );
    expect(here.remoteGit('for-each-ref', 'refs/phase-mirror')).toBe('');
    expect(here.repo.releases).toMatchObject([
      { tag_name: 'v1.0.0-mvp', draft: false, prerelease: true, target_commitish: commit },
    ]);
    expect(here.repo.latest).toBeUndefined();
    expect(filesOf(here, 'v1.0.0-mvp')).toEqual(['x-1.0.0-mvp.tar', 'NOTES.txt']);
    expect(here.repo.releases[0]?.body).toMatch(
      /A thing that people see[^]*NOTES.txt.*[0-9a-f]{64}/,
    );

    const status = await here.release(['status', '1.0.0-mvp', '--json']);
    expect(status).toMatchObject({ exit: 0, json: { stopped: null } });
    const again = await here.release(['resume', '1.0.0-mvp', '--json']);
    expect(again).toMatchObject({ exit: 0, json: { ran: ['lock', 'digests', 'unlock'] } });

    for (const [version, code] of [
      ['1.0.0-mvp', 'PM-8020'],
      ['1.0.0-beta.1', 'PM-8002'],
      ['v1.0.1', 'PM-8001'],
    ] as const) {
      const refused = await here.release(['run', version, ...GO, version, '--json']);
      expect(refused.json).toMatchObject({ error: { code } });
    }

    const next = await here.release(['run', '1.0.1', ...GO, '1.0.1', '--json']);
    expect(next).toMatchObject({ exit: 0 });
    expect(here.repo.latest).toBe(here.repo.releases[1]?.id);
    const published = here.state();

    const back = await here.release(['rollback', '1.0.1', ...GO, '1.0.1', '--json']);
    expect(back).toMatchObject({ exit: 0, json: { outcome: 'taken back', left: [] } });
    expect(here.git('rev-parse', 'HEAD')).toBe(commit);
    expect(here.remoteGit('rev-parse', 'main')).toBe(commit);
    expect(here.git('tag', '--list') + here.remoteGit('tag', '--list')).toBe(
      'v1.0.0-mvpv1.0.0-mvp',
    );
    expect(here.repo.releases).toHaveLength(1);
    // The same release again is the same release, but for the mark of its run.
    const once = await here.release(['run', '1.0.1', ...GO, '1.0.1']);
    expect(once.exit).toBe(0);
    expect(withoutRuns(here.state())).toEqual(withoutRuns(published));
  });
});

const withoutRuns = (state: unknown): unknown =>
  JSON.parse(JSON.stringify(state).replaceAll(/phase-mirror release \S+ --/g, ''));

describe('what stands against a release', () => {
  it('is said all at once, before anything is written', async () => {
    const here = await made();
    const start = here.state();
    here.git('switch', '--quiet', '--create', 'other');
    here.git('tag', 'v1.0.0');
    here.remoteGit('tag', 'v1.0.0', 'main');
    writeFileSync(join(here.root, 'new.txt'), 'new');
    const planned = await here.release(['plan', '1.0.0', '--json']);
    expect(planned).toMatchObject({ exit: 1 });
    expect(planned.json['troubles']).toEqual([
      'other is checked out, not main',
      'the working tree is not clean: new.txt',
      'the tag v1.0.0 is here already',
      'the tag v1.0.0 is on origin already',
    ]);
    const refused = await here.release(['run', '1.0.0', ...GO, '1.0.0', '--json']);
    expect(refused).toMatchObject({ exit: 1, json: { error: { code: 'PM-8020' } } });
    expect(here.github.requests).toEqual([]);
    rmSync(join(here.root, 'new.txt'));
    here.git('switch', '--quiet', 'main');
    here.git('branch', '--quiet', '--delete', 'other');
    here.git('tag', '--delete', 'v1.0.0');
    here.remoteGit('tag', '--delete', 'v1.0.0');
    expect(here.state()).toEqual(start);

    here.git('commit', '--quiet', '--allow-empty', '--message', 'ahead');
    const ahead = await here.release(['plan', '1.0.0', '--json']);
    expect(ahead.json['troubles']).toEqual([
      expect.stringMatching(/^main is at .{7}, and at .{7} on origin$/),
    ]);
  });

  it('is a token that may not push, or is none, before the lock is taken', async () => {
    const here = await made();
    here.github.fail(403, { on: 'GET /repos/{owner}/{repo}' });
    const start = here.state();
    const refused = await here.release(['run', '1.0.0', ...GO, '1.0.0', '--json']);
    expect(refused.json).toMatchObject({ error: { code: 'PM-7007' } });
    const none = await here.release(['run', '1.0.0', ...GO, '1.0.0', '--json'], {
      env: { GITHUB_TOKEN: '', GH_TOKEN: '', PATH: '/usr/bin:/bin' },
    });
    expect(none.json).toMatchObject({ error: { code: 'PM-7006' } });
    expect(here.state()).toEqual(start);
  });

  it('is a validation that fails: nothing is left, and the next run begins anew', async () => {
    const here = await made();
    const start = here.state();
    const parts = { validate: () => Promise.resolve({ ok: false, why: '1 fail: git/clean' }) };
    const refused = await here.release(['run', '1.0.0', ...GO, '1.0.0', '--json'], { parts });
    expect(refused).toMatchObject({
      exit: 1,
      json: { error: { code: 'PM-8020', why: '1 fail: git/clean' } },
    });
    expect(here.state()).toEqual(start);
    expect(await here.release(['plan', '1.0.0'])).toMatchObject({ exit: 0 });
    const nothing = await here.release(['resume', '1.0.0', '--json']);
    expect(nothing).toMatchObject({ exit: 2, json: { error: { code: 'PM-8025' } } });
    expect(readdirSync(join(here.root, '.release/1.0.0')).sort()).toEqual([
      'journal.jsonl',
      'past',
    ]);
  });

  it.each([
    ['nobody at a terminal', undefined, [], 2, 'PM-1001'],
    ['--yes without the version', undefined, ['--yes'], 2, 'PM-1001'],
    ['another version', undefined, ['--yes', '--confirm', '1.0.1'], 2, 'PM-1001'],
    ['yes typed, and not the version', 'yes\n', [], 130, undefined],
  ])('is a confirmation that is none: %s', async (_, typed, args, exit, code) => {
    const here = await made();
    const start = here.state();
    const ended = await here.release(
      ['run', '1.0.0', ...args, '--json'],
      typed === undefined ? {} : { typed },
    );
    expect(ended.exit).toBe(exit);
    if (code !== undefined) expect(ended.json).toMatchObject({ error: { code } });
    expect(here.state()).toEqual(start);
  });

  it('is a disk without room: no step is begun without its records', async () => {
    const here = await made();
    const start = here.state();
    const draft = join(here.root, `.release/1.0.0/plan.json.${process.pid}.new`);
    mkdirSync(join(here.root, '.release/1.0.0'), { recursive: true });
    // Every write to it is refused with ENOSPC.
    symlinkSync('/dev/full', draft);
    const full = await here.release(['run', '1.0.0', ...GO, '1.0.0', '--json']);
    expect(full).toMatchObject({ exit: 3, json: { error: { code: 'PM-8026' } } });
    expect(full.err).toContain('ENOSPC');
    expect(here.state()).toEqual(start);
    rmSync(draft, { force: true });
    expect(await here.release(['run', '1.0.0', ...GO, '1.0.0'])).toMatchObject({ exit: 0 });
  });
});
