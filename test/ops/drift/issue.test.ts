import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { issueProcedure } from '../../../ops/drift/issue.js';
import { goneComment, issueFor, markerOf } from '../../../ops/drift/issue-text.js';
import type { DriftHalf, DriftReport } from '../../../ops/drift/report.js';
import { deskOf } from '../../../ops/frame/desk.js';
import { carryOut } from '../../../ops/frame/procedure.js';
import type { Outcome, Runbook } from '../../../ops/frame/runbook.js';
import { openGitHub } from '../../../ops/github/api.js';
import { OWN_SET, readLabelSet } from '../../../ops/labels/label-set.js';
import type { Issue } from '../../support/github/state.js';
import { gitHubDesk, type DeskRun, type GitHubDesk } from '../support/github-desk.js';

const half = (more: Partial<DriftHalf> = {}): DriftHalf => ({
  ...{
    half: 'infrastructure',
    compared: '9 resources',
    rows: [],
    magnitude: 0,
    unknown: [],
    ...more,
  },
});
const report = (...halves: DriftHalf[]): DriftReport => ({ environment: 'staging', halves });
const row = (subject: string) => ({ subject, outcome: 'changed', says: 'other' }) as const;
const DRIFTED = report(half({ rows: [row('data/t.x')], magnitude: 0.25 }));
const SOUND = report(half());
const UNKNOWN = report(half({ unknown: ['data: no rights'] }));

let desk: GitHubDesk;
beforeEach(async () => {
  desk = await gitHubDesk({ repos: { 'acme/app': {} } });
});
afterEach(() => desk.close());

/** The runbook's second half: a report is there, and the issue is kept. */
function keep(of: DriftReport, ...args: string[]): Promise<DeskRun> {
  const runbook: Runbook = {
    ...{ name: 'drift', summary: '', example: '', when: '', changes: '', undo: '', options: {} },
    async run(context): Promise<Outcome> {
      const github = await openGitHub(context.io);
      const repository = { owner: 'acme', name: 'app' };
      const labels = readLabelSet(OWN_SET);
      return carryOut(
        deskOf(context, join('drift'), 'acme/app'),
        'drift',
        issueProcedure({ github, repository, report: of, labels }),
      );
    },
  };
  return desk.run(runbook, ['--yes', ...args]);
}
const issues = (): Issue[] => desk.github.state.repos.get('acme/app')?.issues ?? [];
const states = (): unknown[] =>
  issues().map(({ number, state, labels }) => `#${number} ${state} ${labels.join(', ')}`);

describe('the issue about drift', () => {
  it('is opened with its labels, and a second run changes nothing', async () => {
    expect(await keep(DRIFTED)).toMatchObject({ exit: 0, json: { outcome: 'applied' } });
    expect(states()).toEqual(['#1 open phase-mirror, drift, drift: infrastructure']);
    expect(issues()[0]).toMatchObject(issueFor(DRIFTED));
    expect(desk.github.state.repos.get('acme/app')?.labels).toContainEqual(
      expect.objectContaining({ name: 'drift', color: 'd93f0b' }),
    );
    const writes = desk.github.writes().length;
    expect(await keep(DRIFTED)).toMatchObject({ exit: 0, json: { outcome: 'unchanged' } });
    expect(desk.github.writes()).toHaveLength(writes);
  });

  it('is brought up to date, found by its marker whatever people have renamed; their labels stay', async () => {
    await keep(DRIFTED);
    Object.assign(issues()[0] as Issue, { title: 'what is this?', labels: ['mine'] });
    const more = report(half({ rows: [row('data/t.x'), row('data/t.y')], magnitude: 0.5 }));
    await keep(more);
    expect(states()).toEqual(['#1 open mine, phase-mirror, drift, drift: infrastructure']);
    expect(issues()[0]).toMatchObject({ title: issueFor(more).title, body: issueFor(more).body });
  });

  it('is closed with a comment when the drift is gone, and opened again when it is back', async () => {
    await keep(DRIFTED);
    const body = issues()[0]?.body ?? '';
    expect(await keep(SOUND)).toMatchObject({ exit: 0, json: { outcome: 'applied' } });
    expect(issues()).toMatchObject([{ state: 'closed', state_reason: 'completed' }]);
    expect(issues()[0]?.comments.map((one) => one.body)).toEqual([goneComment('staging', body)]);
    expect(await keep(SOUND)).toMatchObject({ json: { outcome: 'unchanged' } });
    await keep(DRIFTED);
    expect(states()).toEqual(['#1 open phase-mirror, drift, drift: infrastructure']);
  });

  it('stays open while nobody knows whether there is drift', async () => {
    await keep(DRIFTED);
    const run = await keep(UNKNOWN);
    expect(run).toMatchObject({ exit: 0, json: { outcome: 'unchanged' } });
    expect(JSON.stringify(run.json['plan'])).toMatch(/#1 stays open/);
    expect(issues()).toMatchObject([{ state: 'open', comments: [] }]);
  });

  it('is shown with --dry-run, and not opened', async () => {
    const { exit, json } = await keep(DRIFTED, '--dry-run');
    expect(exit).toBe(0);
    expect(JSON.stringify(json['plan'])).toMatch(/github:POST \/repos\/acme\/app\/issues/);
    expect(desk.github.writes()).toEqual([]);
  });

  it('is one issue, though the answer to its opening was lost', async () => {
    desk.github.fail('answer lost', { on: 'POST /repos/{owner}/{repo}/issues' });
    expect(await keep(DRIFTED)).toMatchObject({ exit: 0 });
    expect(issues()).toHaveLength(1);
  });

  it('is one issue, though GitHub failed before it was opened: the next run opens it', async () => {
    desk.github.fail(502, { on: 'POST /repos/{owner}/{repo}/issues' });
    const broken = await keep(DRIFTED);
    expect(broken.exit).toBe(20);
    expect(issues()).toEqual([]);
    expect(await keep(DRIFTED)).toMatchObject({ exit: 0 });
    expect(issues()).toHaveLength(1);
  });

  it('is commented once, though the run ended before the issue was closed', async () => {
    await keep(DRIFTED);
    desk.github.fail(403, { on: 'PATCH /repos/{owner}/{repo}/issues/{issue_number}' });
    expect((await keep(SOUND)).exit).toBe(20);
    expect(issues()).toMatchObject([{ state: 'open' }]);
    expect(await keep(SOUND)).toMatchObject({ exit: 0 });
    expect(issues()).toMatchObject([{ state: 'closed' }]);
    expect(issues()[0]?.comments).toHaveLength(1);
  });

  it('stays the first one where two machines have each opened one', async () => {
    await keep(DRIFTED);
    const [first] = issues() as [Issue];
    issues().push({ ...first, id: 99, number: 7, labels: [...first.labels], comments: [] });
    await keep(DRIFTED);
    expect(issues()).toMatchObject([
      { number: 1, state: 'open' },
      { number: 7, state: 'closed', state_reason: 'not_planned' },
    ]);
  });

  it('is not what a stranger has opened with its marker', async () => {
    await keep(DRIFTED);
    Object.assign(issues()[0] as Issue, { user: 'mallory' });
    await keep(DRIFTED);
    await keep(SOUND);
    expect(issues()).toMatchObject([
      { user: 'mallory', state: 'open' },
      { user: 'operator', state: 'closed' },
    ]);
  });

  it('is of one environment: that of another is left alone', async () => {
    await keep({ ...DRIFTED, environment: 'production' });
    await keep(DRIFTED);
    await keep({ ...SOUND, environment: 'production' });
    expect(issues()).toMatchObject([{ state: 'closed' }, { state: 'open' }]);
  });
});

describe('its text', () => {
  it('mentions nobody and breaks no table, whatever a setting is called', () => {
    const evil = '`x` | @acme/all\n- [ ] <img src=x> ' + 'y'.repeat(9_000);
    const { body, title } = issueFor(report(half({ rows: [row(evil)], magnitude: 1 })));
    expect(body.startsWith(markerOf('staging'))).toBe(true);
    const line = body.split('\n').find((one) => one.includes('@acme')) ?? '';
    expect(line).toMatch(/^\| `[^`|]+` \| changed \| `other` \|$/);
    expect(line.length).toBeLessThan(400);
    expect(title).not.toContain('@');
  });

  it('fits into an issue of GitHub, however much has drifted', () => {
    const long = 't'.repeat(300);
    const rows = Array.from({ length: 3_000 }, () => ({ ...row(long), says: long }));
    const unknown = rows.map(() => long);
    const halves = [half({ rows, unknown }), half({ half: 'repository', rows, unknown })];
    expect(issueFor(report(...halves)).body.length).toBeLessThan(65_536);
    expect(issueFor(report(...halves)).body).toContain('and 2960 more');
  });
});
