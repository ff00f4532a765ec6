import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../../release/commands/index.js';
import { runRelease } from '../../../release/frame/command.js';
import { testIo } from '../../ops/support/test-io.js';
import { git } from '../../../release/git/git.js';
import type { ReleaseSite } from '../../../release/pipeline/site.js';
import { expectPublished, made } from './support/worlds.js';

const RUN = ['run', '1.0.0', '--yes', '--confirm', '1.0.0', '--json'];
const ROLLBACK = ['rollback', '1.0.0', '--yes', '--confirm', '1.0.0', '--json'];

describe('rollback', () => {
  it('follows what GitHub made immutable, and makes the release before the latest again', async () => {
    const here = await made();
    expect(await here.release(RUN)).toMatchObject({ exit: 0 });
    here.repo.immutableReleases = true;
    const args = ['1.0.1', '--yes', '--confirm', '1.0.1', '--json'];
    expect(await here.release(['run', ...args])).toMatchObject({ exit: 0 });
    const before = here.state() as { here: string; there: string };
    const planned = await here.release(['rollback', ...args, '--dry-run']);
    expect(planned).toMatchObject({ exit: 0, json: { outcome: 'dry run' } });
    const back = await here.release(['rollback', ...args]);
    expect(back).toMatchObject({ exit: 0, json: { outcome: 'followed' } });
    expect(back.json['reports']).toEqual(
      ['incident', 'post-mortem'].map((name) => join('.release', '1.0.1', `${name}.md`)),
    );
    const report = await readFile(join(here.root, '.release', '1.0.1', 'incident.md'), 'utf8');
    expect(report).toContain('- Version: v1.0.1, commit ');
    expect(report).toContain('- Before it: v1.0.0');
    expect(report).toMatch(/publish: done/);
    expect(here.repo.releases[1]?.body).toMatch(/withdrawn[^]*1\.0\.2 follows it[^]*Use v1\.0\.0/);
    expect(here.repo.latest).toBe(here.repo.releases[0]?.id);
    // Tag and commit stay: people have them.
    expect(here.state()).toMatchObject({ here: before.here, there: before.there });
    const again = await here.release(['rollback', ...args]);
    expect(again).toMatchObject({ exit: 0, json: { ran: ['next'] } });
  });

  it('takes back what another clone released, by its tag', async () => {
    const here = await made();
    const start = here.git('rev-parse', 'HEAD');
    const other = here.clone();
    expect(await here.release(RUN)).toMatchObject({ exit: 0 });
    const none = await here.release(ROLLBACK, { root: other });
    expect(none).toMatchObject({ exit: 2, json: { error: { code: 'PM-8025' } } });
    here.git('-C', other, 'pull', '--quiet', '--tags', 'origin', 'main');
    expect(await here.release(ROLLBACK, { root: other })).toMatchObject({
      exit: 0,
      json: { left: [] },
    });
    expect(here.repo.releases).toEqual([]);
    expect(here.remoteGit('for-each-ref', '--format=%(refname) %(objectname)')).toBe(
      `refs/heads/main ${start}`,
    );
  });

  it('leaves a branch that others built on, and says so', async () => {
    const here = await made();
    expect(await here.release(RUN)).toMatchObject({ exit: 0 });
    const other = here.clone();
    here.git('-C', other, 'commit', '--quiet', '--allow-empty', '--message', 'theirs');
    here.git('-C', other, 'push', '--quiet', 'origin', 'main');
    const back = await here.release(ROLLBACK);
    expect(back).toMatchObject({
      exit: 1,
      json: { left: ['the release commit in main of origin: others have built on it'] },
    });
    expect(here.remoteGit('log', '-1', '--format=%s', 'main')).toBe('theirs');
    expect(here.repo.releases).toEqual([]);
  });
});

describe('tag and publish', () => {
  it('are the two halves of a release whose commit people made, the tag signed', async () => {
    const here = await made();
    const key = join(here.env['HOME'] ?? here.remote, 'key');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    for (const [name, value] of [
      ['gpg.format', 'ssh'],
      ['user.signingKey', `${key}.pub`],
    ]) {
      here.git('config', name as string, value as string);
    }
    const args = ['1.0.0', '--yes', '--confirm', '1.0.0', '--json'];
    const early = await here.release(['tag', ...args]);
    expect(early).toMatchObject({ exit: 1, json: { error: { code: 'PM-8020' } } });
    for (const command of ['version', 'changelog']) {
      const { io } = testIo({ root: here.root, env: here.env });
      expect(await runRelease(COMMANDS, [command, '1.0.0'], io)).toBe(0);
    }
    here.git('commit', '--quiet', '--all', '--message', 'by hand');
    const hand = here.git('rev-parse', 'HEAD');
    expect(await here.release(['publish', ...args])).toMatchObject({ exit: 1 });
    expect(await here.release(['tag', ...args])).toMatchObject({ exit: 0 });
    expect(here.remoteGit('rev-parse', 'main', 'v1.0.0^{commit}')).toBe(`${hand}\n${hand}`);
    expect(here.remoteGit('cat-file', '-p', 'v1.0.0')).toContain('BEGIN SSH SIGNATURE');
    expect(here.repo.releases).toEqual([]);
    expect(await here.release(['publish', ...args])).toMatchObject({ exit: 0 });
    expectPublished(here);
    expect(await here.release(ROLLBACK)).toMatchObject({ exit: 0 });
    expect(here.remoteGit('for-each-ref', '--format=%(refname) %(objectname)')).toBe(
      `refs/heads/main ${hand}`,
    );
    expect(here.git('rev-parse', 'HEAD')).toBe(hand);
  });
});

describe('rehearse', () => {
  it('releases and takes back in a clone to throw away, and leaves this one alone', async () => {
    const here = await made();
    const start = here.state();
    const ended = await here.release(['rehearse', '1.0.0', '--json']);
    expect(ended).toMatchObject({ exit: 0, json: { outcome: 'rehearsed' } });
    expect(ended.json['rows']).toEqual([
      { what: 'refs of the clone', changed: true, restored: true },
      { what: 'refs of the remote', changed: true, restored: true },
      { what: 'working tree', changed: true, restored: true },
      { what: 'files beside it', changed: false, restored: true },
      { what: 'releases on GitHub', changed: true, restored: true },
    ]);
    expect(here.state()).toEqual(start);
    expect(here.github.writes()).toEqual([]);
  });

  it('fails where the rollback leaves something behind', async () => {
    const here = await made();
    const parts = {
      afterwards: (site: ReleaseSite) => [
        {
          ...{ id: 'litter', title: 'leave a branch', reversible: false, calls: [] },
          reverse: 'nothing to take back',
          probe: () => Promise.resolve({ state: 'todo' as const }),
          async run() {
            await git(site.io.root, ['branch', 'litter']);
            return undefined;
          },
          undo: () => Promise.resolve(undefined),
        },
      ],
    };
    const ended = await here.release(['rehearse', '1.0.0', '--json'], { parts });
    expect(ended).toMatchObject({
      exit: 1,
      json: { error: { code: 'PM-8028', why: 'not as before: refs of the clone' } },
    });
  });
});
