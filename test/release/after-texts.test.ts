import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { announcements } from '../../release/after/announcements.js';
import { incidentReport, knownOfRelease, postMortem } from '../../release/after/incident.js';
import { afterwards } from '../../release/after/index.js';
import { COMMANDS } from '../../release/commands/index.js';
import { runRelease } from '../../release/frame/command.js';
import { testIo } from '../ops/support/test-io.js';
import {
  afterSite,
  planOf,
  PRODUCTION,
  released,
  runbooksThat,
  SECTION,
  step,
  type AfterSite,
} from './support/after-site.js';

describe('the announcements', () => {
  it('are what the changelog says, for chat, mail and a post', () => {
    const drafts = announcements({ plan: planOf(released()), changelog: SECTION });
    expect(drafts['chat.md']).toBe(
      [
        '**ledger 1.1.0** is out: https://github.com/acme/ledger/releases/tag/v1.1.0',
        '- A hole is closed',
        '- Books (#12) of two lines',
        '- Pages, closes #5',
        'Breaking: 1, see Migration in the notes.',
        '',
      ].join('\n'),
    );
    expect(drafts['mail.md']).toMatch(
      /^Subject: ledger 1\.1\.0\n[^]*## Before you upgrade\n\n- Call open\(\) first\n[^]*## Added\n\n- Books/,
    );
    expect(drafts['post.md']).toMatch(
      /^# ledger 1\.1\.0\n\nA ledger\.\n[^]*Foremost: A hole is closed\n/,
    );
    expect(Object.values(drafts).join('')).not.toContain('- not this\n\n##');
    expect(() =>
      announcements({ plan: { ...planOf(released()), version: '9.9.9' }, changelog: SECTION }),
    ).toThrow(expect.objectContaining({ code: 'PM-8003' }));
  });

  it('are written once, and taken back', async () => {
    const { site } = afterSite(released());
    const announce = step(afterwards(site, runbooksThat().runbooks), 'announce');
    expect(await announce.probe()).toEqual({ state: 'todo' });
    await announce.run();
    expect(await announce.probe()).toEqual({ state: 'done' });
    expect(readFileSync(join(site.folder, 'announcements', 'chat.md'), 'utf8')).toContain('Books');
    expect(await announce.undo()).toBe('the drafts');
    expect(await announce.undo()).toBeUndefined();
    expect(await announce.probe()).toEqual({ state: 'todo' });
  });

  it('are a command as well', async () => {
    const repo = released();
    const run = async (...args: readonly string[]) => {
      const { io, stdout } = testIo({ root: repo.folder });
      return {
        exit: await runRelease(COMMANDS, ['announce', '1.1.0', ...args], io),
        stdout: stdout(),
      };
    };
    expect(await run('--dry-run')).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining('--- mail.md\nSubject'),
    });
    expect(existsSync(join(repo.folder, '.release'))).toBe(false);
    expect(await run()).toMatchObject({ exit: 0, stdout: '.release/1.1.0/announcements\n' });
    repo.git('remote', 'remove', 'origin');
    expect((await run()).exit).not.toBe(0);
    expect((await run('--repo', 'acme/other')).exit).toBe(0);
  });
});

describe('incident report and post-mortem', () => {
  async function deployed(): Promise<AfterSite> {
    const test = afterSite(released(), { env: PRODUCTION });
    const steps = afterwards(test.site, runbooksThat().runbooks);
    await step(steps, 'deploy').run();
    await step(steps, 'verify').run();
    const { folder } = test.site;
    const lines = [
      {
        at: '2026-11-22T11:00:00Z',
        kind: 'run',
        runbook: 'release',
        what: 'release 1.1.0',
        who: 'ada@host',
      },
      { at: '2026-11-22T11:01:00Z', kind: 'intent', step: 'publish' },
      { at: '2026-11-22T11:02:00Z', kind: 'outcome', step: 'publish', end: 'done' },
      { at: '2026-11-22T11:03:00Z', kind: 'run ended', end: 'failed' },
    ];
    writeFileSync(
      join(folder, 'journal.jsonl'),
      lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
    mkdirSync(join(folder, 'artifacts'), { recursive: true });
    writeFileSync(join(folder, 'artifacts/SHA256SUMS'), `${'a'.repeat(64)}  x.tgz\n`);
    const metrics = [
      { title: 'Uptime', shown: '99 %', target: 'at least 99.9 %', outcome: 'missed', why: '' },
      { title: 'p99', outcome: 'not-measured', why: 'no data' },
    ];
    writeFileSync(join(folder, 'metrics.json'), JSON.stringify({ metrics }));
    return test;
  }

  it('hold what is on record', async () => {
    const { site } = await deployed();
    const known = knownOfRelease(site.folder, '1.1.0', { plan: site.plan, commit: 'c'.repeat(40) });
    const report = incidentReport(known, Date.parse('2026-11-22T12:00:31Z'));
    for (const text of [
      `- Version: v1.1.0, commit ${'c'.repeat(40)}`,
      '- Before it: v1.0.0',
      '- deploy of production, 2026-11-22T12:00:00.000Z: applied; 9 promises hold, 0 do not',
      '- Uptime: 99 % (target at least 99.9 %)',
      '- p99: not measured (no data)',
      '- 2026-11-22T11:00:00Z  release 1.1.0, by ada@host',
      '- 2026-11-22T11:02:00Z  publish: done',
      '- 2026-11-22T11:03:00Z  ended: failed',
      `- \`${'a'.repeat(64)}  x.tgz\``,
      'npm run release -- rollback 1.1.0 --dry-run',
    ]) {
      expect(report).toContain(text);
    }
    expect(postMortem(known, 0)).toContain('| Before it | v1.0.0 |');
  });

  it('say what is not known, and never overwrite what somebody wrote', async () => {
    const repo = released();
    const run = async (...args: readonly string[]) => {
      const { io, stdout } = testIo({ root: repo.folder });
      expect(await runRelease(COMMANDS, ['incident', '3.0.0', ...args], io)).toBe(0);
      return stdout();
    };
    expect(await run('--dry-run')).toContain('- Version: v3.0.0, commit not known here');
    expect(await run()).toBe('.release/3.0.0/incident.md\n.release/3.0.0/post-mortem.md\n');
    const path = join(repo.folder, '.release/3.0.0/incident.md');
    writeFileSync(path, 'mine');
    expect(await run()).toContain('incident.md: is there already, and stays');
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });
});
