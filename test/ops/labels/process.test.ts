import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { labels } from '../../../ops/runbooks/labels.js';
import { startChild } from '../../e2e/support/runbook-run.js';
import { gitHubDesk, type GitHubDesk } from '../support/github-desk.js';

let desk: GitHubDesk;
afterEach(() => desk.close());

describe('labels as a process of its own', () => {
  it('excludes a second one; killed between two labels, it is gone on with', async () => {
    desk = await gitHubDesk({ repos: { 'acme/app': {} } });
    const set = join(desk.folder, 'set.json');
    const names = ['one', 'two', 'three'].map((name) => ({ name, color: 'ededed' }));
    writeFileSync(set, JSON.stringify({ labels: names }));
    const args = ['--set', set, '--repo', 'acme/app', '--yes'];
    const made = (): string[] =>
      desk.github.state.repos.get('acme/app')?.labels.map(({ name }) => name) ?? [];

    // The second label never arrives, and its answer never comes.
    desk.github.fail('not arrived', { on: /^POST/, after: 1 });
    const { PATH = '', HOME = '' } = process.env;
    const child = startChild({ env: { PATH, HOME, ...desk.env } }, ['labels', ...args]);
    while (desk.github.writes().length < 2) await sleep(20);
    const second = await desk.run(labels, args);
    expect(second).toMatchObject({ exit: 1, json: { error: { code: 'PM-6002' } } });
    expect(second.stderr).toContain(`pid ${child.child.pid ?? ''}`);
    child.child.kill('SIGKILL');
    await child.ended;
    expect(made()).toEqual(['one']);

    const next = await desk.run(labels, args);
    expect(next).toMatchObject({ exit: 0, json: { outcome: 'applied' } });
    expect(next.stderr).toMatch(/labels.*(died|killed|ended|stood)/);
    expect(made()).toEqual(['one', 'two', 'three']);
  });
});
