import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { makeExample, type Example } from '../../../ops/examples.js';
import { findingIdOf } from '../../../runtime/src/policy/finding-id.js';
import type { Report } from '../../../runtime/src/report/report.js';
import type { Finding } from '../../../runtime/src/rules/finding.js';
import { openStores } from '../../../runtime/src/stores/index.js';
import { home, phaseMirror } from './terminal.js';

let unsound: Example;
let saved: string;
let text: string;
beforeAll(async () => {
  unsound = await makeExample('unsound', join(home, 'unsound'));
  saved = join(home, 'report.json');
  text = (await phaseMirror(['check', '--repo', unsound.folder, '--json'])).stdout;
  writeFileSync(saved, text);
});

const parse = (json: string): Report => JSON.parse(json) as Report;
const read = (file: string): string => readFileSync(join(home, file), 'utf8');

describe('the formats of phase-mirror check', () => {
  it.each([
    ['terminal', /^BLOCK /],
    ['json', /^\{"change":/],
    ['sarif', /^\{"\$schema":/],
    ['junit', /^<\?xml /],
    ['markdown', /^## Blocked: /],
    ['html', /^<!doctype html>/],
    ['github', /^::error /],
  ])('prints %s', async (format, start) => {
    const { exit, stdout, stderr } = await phaseMirror([
      'check',
      '--repo',
      unsound.folder,
      '--format',
      format,
    ]);
    expect([exit, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(start);
  });

  it('writes several files, each by its ending or by the format named', async () => {
    const outs = ['a.sarif', 'a.html', 'junit=a.report', 'a.md'].flatMap((out) => ['--out', out]);
    const { stdout } = await phaseMirror(['check', '--repo', unsound.folder, ...outs]);
    expect(stdout).toMatch(/^BLOCK /);
    expect(read('a.sarif')).toMatch(/^\{"\$schema":/);
    expect(read('a.html')).toContain('MD-001: the last ');
    expect(read('a.report')).toMatch(/^<\?xml /);
    expect(read('a.md')).toMatch(/^## Blocked: /);
  });

  it('gives a file without a known ending the format that is printed', async () => {
    await phaseMirror(['check', '--repo', unsound.folder, '--format', 'sarif', '--out', 'x.log']);
    expect(read('x.log')).toMatch(/^\{"\$schema":/);
  });

  it.each([
    [['--json', '--format', 'html'], '--json and --format html are two formats'],
    [['--out', 'x.log'], '--out x.log: its ending names no format; write --out FORMAT=FILE'],
    [['--format', 'pdf'], '--format pdf: it must be one of terminal, json'],
    [['--out', ''], '--out has an empty value'],
  ])('refuses %j before it judges', async (args, why) => {
    const { exit, stdout, stderr } = await phaseMirror(['check', '--repo', '/none', ...args]);
    expect([exit, stderr]).toEqual([2, expect.stringContaining(why)]);
    expect(stdout === '' || stdout.startsWith('{"exit":2')).toBe(true);
  });
});

describe('phase-mirror check in GitHub Actions', () => {
  it('annotates the run on stderr and appends to the summary of the step', async () => {
    const summary = join(home, 'summary.md');
    writeFileSync(summary, 'before\n');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const { stdout, stderr } = await phaseMirror(['check', '--repo', unsound.folder, '--json'], {
      env,
    });
    expect(stdout).toBe(text);
    expect(stderr.split('\n').filter((line) => line.startsWith('::error file='))).toHaveLength(6);
    expect(read('summary.md')).toMatch(/^before\n## Blocked: local\/unsound /);
  });

  it('prints annotations once when they are what is asked for', async () => {
    const { stdout, stderr } = await phaseMirror(
      ['check', '--repo', unsound.folder, '--format', 'github'],
      { env: { GITHUB_ACTIONS: 'true' } },
    );
    expect(stdout.match(/::error /g)).toHaveLength(6);
    expect(stderr).toBe('');
  });

  it('decides all the same when the summary cannot be written', async () => {
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(home, 'none', 'summary.md') };
    const { exit, stderr } = await phaseMirror(['check', '--repo', unsound.folder], { env });
    expect(exit).toBe(1);
    expect(stderr).toContain('the summary of the step is not written: ENOENT');
  });
});

describe('phase-mirror report', () => {
  it('writes again what check wrote, and verifies its seal', async () => {
    const { exit, stdout, stderr } = await phaseMirror(['report', 'report.json', '--json']);
    expect([exit, stdout]).toEqual([0, text]);
    expect(stderr).toMatch(/^seal verified under nonce v1 of embedded store /);
    const terminal = await phaseMirror(['check', '--repo', unsound.folder]);
    expect((await phaseMirror(['report', saved])).stdout).toBe(terminal.stdout);
  });

  it('shows what became of earlier findings on the page', async () => {
    const page = async (): Promise<string> =>
      (await phaseMirror(['report', 'report.json', '--format', 'html'])).stdout;
    expect(await page()).toContain('no rate while nothing is reviewed');
    const { change, findings } = parse(text);
    const reviewed = findings.find(({ check }) => check === 'MD-001.1') as Finding;
    const scope = { project: 'p', environment: 'local', account: '0', region: 'none' } as const;
    const stores = await openStores({ scope, env: { XDG_STATE_HOME: home } });
    await stores.fp.markTruePositive({
      findingId: findingIdOf(change.repository, reviewed),
      by: 'ada',
      ticket: 'T-1',
    });
    stores.close();
    expect(await page()).toMatch(
      /0 false positives, \d+ confirmed, \d+ not reviewed; rate 0\u00a0%/,
    );
  });

  it('says that it verified nothing where there is no nonce, and makes none', async () => {
    const state = join(home, 'other');
    const { exit, stdout, stderr } = await phaseMirror(['report', 'report.json', '--json'], {
      env: { XDG_STATE_HOME: state },
    });
    expect([exit, stdout]).toEqual([0, text]);
    expect(stderr).toContain('seal not verified: this user has no store with a nonce');
    expect(() => readFileSync(join(state, 'phase-mirror', 'local.db'))).toThrow('ENOENT');
  });

  it('says that another store may have made a seal that does not fit, where none was named', async () => {
    const { decision } = parse(text);
    const changed = { ...parse(text), decision: { ...decision, outcome: 'allow' } };
    writeFileSync(join(home, 'changed.json'), JSON.stringify(changed));
    const { exit, stderr } = await phaseMirror(['report', 'changed.json']);
    expect(exit).toBe(0);
    expect(stderr).toContain('did not make it, or the file was changed');
  });

  it('refuses a changed report when its store is named', async () => {
    const { exit, stdout, stderr } = await phaseMirror([
      'report',
      'changed.json',
      '--store',
      'embedded',
    ]);
    expect([exit, stdout]).toEqual([1, '']);
    expect(stderr).toContain('PM-2006');
  });

  it('verifies nothing under a version that is not usable', async () => {
    const { seal } = parse(text);
    const other = { ...parse(text), seal: { ...seal, nonceVersion: 9 } };
    writeFileSync(join(home, 'other.json'), JSON.stringify(other));
    const { exit, stderr } = await phaseMirror(['report', 'other.json', '--store', 'embedded']);
    expect(exit).toBe(0);
    expect(stderr).toContain('seal not verified: nonce v9 is not usable any more');
  });

  it('says that it verified nothing when the store does not answer', async () => {
    const env = {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    };
    const { exit, stdout, stderr } = await phaseMirror(
      ['report', 'report.json', '--store', 'aws', '--region', 'eu-central-1', '--format', 'html'],
      { env },
    );
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^<!doctype html>/);
    expect(stderr).toContain('seal not verified: PM-4001');
    expect(stderr).toContain('the page has no false-positive windows: PM-3001');
  });

  it('escapes what a file that nobody sealed may hold', async () => {
    const [finding] = parse(text).findings;
    const hostile = { ...finding, check: '::error::\u001b[2J', title: '<script>alert(1)</script>' };
    writeFileSync(
      join(home, 'hostile.json'),
      JSON.stringify({ ...parse(text), findings: [hostile] }),
    );
    const shown = (await phaseMirror(['report', 'hostile.json'])).stdout;
    expect(shown).not.toContain('\u001b');
    expect(shown).not.toMatch(/^\s*::/m);
    const page = (await phaseMirror(['report', 'hostile.json', '--format', 'html'])).stdout;
    expect(page).not.toContain('<script>alert');
  });

  it.each([
    ['none.json', 3, 'PM-2003'],
    ['bad.json', 3, 'PM-2005'],
    ['shape.json', 3, '/: it has no'],
    ['folder.json', 3, 'PM-2003'],
  ])('refuses %s', async (file, code, why) => {
    writeFileSync(join(home, 'bad.json'), '{');
    writeFileSync(join(home, 'shape.json'), '{}');
    mkdirSync(join(home, 'folder.json'), { recursive: true });
    const { exit, stdout, stderr } = await phaseMirror(['report', file]);
    expect([exit, stdout]).toEqual([code, '']);
    expect(stderr).toContain(why);
  });

  it('needs a file, and has help', async () => {
    expect(await phaseMirror(['report'])).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('the first word must be the file of a JSON report'),
    });
    expect((await phaseMirror(['report', '--format', 'html'])).exit).toBe(2);
    const help = await phaseMirror(['report', '--help']);
    expect([help.exit, help.stdout]).toEqual([0, expect.stringContaining('Examples')]);
  });
});
