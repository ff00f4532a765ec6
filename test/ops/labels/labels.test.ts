import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { labels } from '../../../ops/runbooks/labels.js';
import type { GivenGitHub } from '../../support/github/state.js';
import { gitHubDesk, TOKEN, type GitHubDesk } from '../support/github-desk.js';

let desk: GitHubDesk;
afterEach(() => desk.close());

const SET = {
  labels: [
    { name: 'drift', color: 'D93F0B', description: 'not as accepted', formerly: ['drifted'] },
    { name: 'a/b c', color: '0e8a16' },
  ],
};
const own = (id: number, name: string, color = 'ededed', description: string | null = null) => ({
  ...{ id, name, color, description },
});

async function scene(repos: GivenGitHub['repos'] = { 'acme/app': {} }): Promise<string[]> {
  desk = await gitHubDesk({ repos });
  const set = join(desk.folder, 'set.json');
  writeFileSync(set, JSON.stringify(SET));
  return ['--set', set, ...Object.keys(repos).flatMap((name) => ['--repo', name])];
}
const labelsIn = (name: string): unknown[] =>
  (desk.github.state.repos.get(name)?.labels ?? []).map(
    ({ name, color, description }) => `${name} ${color} ${description ?? ''}`,
  );

describe('labels', () => {
  it('creates the set, and a second run has nothing to do', async () => {
    const args = await scene();
    const first = await desk.run(labels, [...args, '--yes']);
    expect(first).toMatchObject({ exit: 0, json: { outcome: 'applied', verified: { ok: true } } });
    expect(labelsIn('acme/app')).toEqual(['drift d93f0b not as accepted', 'a/b c 0e8a16 ']);
    const writes = desk.github.writes().length;
    const second = await desk.run(labels, [...args, '--yes']);
    expect(second).toMatchObject({ exit: 0, json: { outcome: 'unchanged' } });
    expect(desk.github.writes()).toHaveLength(writes);
  });

  it('renames a former name, so that issues keep their label, and reports what is beyond the set', async () => {
    const labelled = { labels: [own(1, 'Drifted'), own(2, 'a/b c', '0e8a16', ''), own(3, 'bug')] };
    const args = await scene({ 'acme/app': labelled });
    const { exit, json } = await desk.run(labels, [...args, '--yes']);
    expect(exit).toBe(0);
    expect(json['verified']).toMatchObject({
      repositories: [{ repository: 'acme/app', differing: [], extra: ['bug'], stale: [] }],
    });
    expect(labelsIn('acme/app')).toEqual([
      'drift d93f0b not as accepted',
      'a/b c 0e8a16 ',
      'bug ededed ',
    ]);
  });

  it('shows the exact calls with --dry-run, and writes nothing', async () => {
    const args = await scene({ 'acme/app': { labels: [own(1, 'a/b c')] }, 'acme/site': {} });
    const { exit, json } = await desk.run(labels, [...args, '--dry-run']);
    expect(exit).toBe(0);
    const { steps } = json['plan'] as { steps: { calls: string[]; effect: string }[] };
    expect(steps.flatMap(({ calls }) => calls)).toEqual([
      'github:POST /repos/acme/app/labels {"name":"drift","color":"d93f0b","description":"not as accepted"}',
      'github:PATCH /repos/acme/app/labels/a%2Fb%20c {"new_name":"a/b c","color":"0e8a16","description":""}',
      'github:POST /repos/acme/site/labels {"name":"drift","color":"d93f0b","description":"not as accepted"}',
      'github:POST /repos/acme/site/labels {"name":"a/b c","color":"0e8a16","description":""}',
    ]);
    expect(steps.map(({ effect }) => effect)).toEqual(['write', 'write', 'write', 'write']);
    expect(desk.github.writes()).toEqual([]);
  });

  it('reads every repository before it writes to one', async () => {
    const args = await scene();
    const run = await desk.run(labels, [...args, '--repo', 'acme/none', '--yes']);
    expect(run).toMatchObject({ exit: 3, json: { error: { code: 'PM-7007' } } });
    expect(run.stderr).toMatch(/acme\/none.*does not exist, or the token may not see it/s);
    expect(desk.github.writes()).toEqual([]);
  });

  it('says which permission the token lacks, and goes on once it has it', async () => {
    const args = await scene();
    const headers = { 'x-accepted-github-permissions': 'issues=write' };
    const message = 'Resource not accessible by personal access token';
    desk.github.fail({ status: 403, message, headers }, { on: /^POST/, after: 1, times: 1 });
    const broken = await desk.run(labels, [...args, '--yes']);
    expect(broken).toMatchObject({ exit: 20, json: { outcome: 'partial' } });
    expect(JSON.stringify(broken.json)).toMatch(/issues=write/);
    expect(labelsIn('acme/app')).toHaveLength(1);
    const next = await desk.run(labels, [...args, '--yes']);
    expect(next).toMatchObject({ exit: 0, json: { outcome: 'applied' } });
    expect(labelsIn('acme/app')).toHaveLength(2);
  });

  it('takes a label that is there after a lost answer for made, and makes it once', async () => {
    const args = await scene();
    desk.github.fail('answer lost', { on: /^POST/ });
    const { exit } = await desk.run(labels, [...args, '--yes']);
    expect(exit).toBe(0);
    expect(labelsIn('acme/app')).toHaveLength(2);
    expect(desk.github.writes()).toHaveLength(2);
  });

  it.each([
    ['no token', { GITHUB_TOKEN: '' }, 3, 'PM-7006'],
    ['a token that is not accepted', {}, 3, 'PM-7006'],
    ['an address without TLS', { GITHUB_API_URL: 'http://github.example' }, 2, 'PM-1002'],
    ['nobody there', { GITHUB_API_URL: 'http://127.0.0.1:9' }, 3, 'PM-7006'],
  ])('could not run with %s', async (what, env, exit, code) => {
    const args = await scene();
    if (what.startsWith('a token')) desk.github.fail(401, { times: 9 });
    const run = await desk.run(labels, [...args, '--yes'], { PATH: '/nonexistent', ...env });
    expect(run).toMatchObject({ exit, json: { error: { code } } });
    expect(`${run.stdout}${run.stderr}`).not.toContain(TOKEN);
    expect(desk.github.writes()).toEqual([]);
  });

  it.each(['acme', 'acme/../x', 'https://github.com/acme/app', '-x/y'])(
    'refuses %s as a repository',
    async (name) => {
      await scene();
      const run = await desk.run(labels, [`--repo=${name}`]);
      expect(run).toMatchObject({ exit: 2, json: { error: { code: 'PM-1001' } } });
    },
  );
});
