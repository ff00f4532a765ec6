import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { repository, type TestRepository } from '../../support/repository.js';
import { UNSOUND } from '../oracle/parts.js';
import { home, phaseMirror, type Ran } from './terminal.js';

let repo: TestRepository;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  const folder = mkdtempSync(join(home, 'fp-'));
  env = { XDG_STATE_HOME: folder, USER: 'ada' };
  repo = repository(UNSOUND[0]);
  repo.branch('change', UNSOUND[1]);
});

const fp = (...args: readonly string[]): Promise<Ran> =>
  phaseMirror(['fp', ...args], { env, cwd: repo.folder });
const json = async (...args: readonly string[]): Promise<Record<string, never>> =>
  JSON.parse((await fp(...args, '--json')).stdout) as Record<string, never>;

interface Finding {
  readonly fingerprint: string;
  readonly check: string;
}

/** Checks the repository, keeps the report, and answers the worst finding of it. */
async function checked(): Promise<Finding & { readonly rule: string }> {
  const { stdout } = await phaseMirror(['check', '--json'], { env, cwd: repo.folder });
  writeFileSync(join(repo.folder, 'report.json'), stdout);
  const [finding] = (JSON.parse(stdout) as { findings: readonly Finding[] }).findings;
  if (finding === undefined) throw new Error('no finding');
  return { ...finding, rule: finding.check.slice(0, 6) };
}

const REPORT = ['--report', 'report.json'] as const;
const SAID = ['--by', 'grace', '--ticket', 'T-7'] as const;

describe('phase-mirror fp', () => {
  it('marks a finding of a report; the next check leaves it out until it is unmarked', async () => {
    const { fingerprint, check } = await checked();
    const marked = await fp('mark', fingerprint.slice(0, 12), ...SAID, ...REPORT);
    expect(marked).toMatchObject({ exit: 0, stderr: '' });
    expect(marked.stdout).toMatch(/said {9}false positive by grace at .+: T-7/);
    const left = async (): Promise<readonly string[]> => {
      const { stdout } = await phaseMirror(['check', '--json'], { env, cwd: repo.folder });
      const { falsePositives } = JSON.parse(stdout) as { falsePositives: readonly Finding[] };
      return falsePositives.map((one) => one.fingerprint);
    };
    expect(await left()).toEqual([fingerprint]);

    const again = await json('mark', fingerprint, '--by', 'eve', '--ticket', 'T-8', ...REPORT);
    expect(again).toMatchObject({
      schema: 'phase-mirror/fp@1',
      check,
      fingerprint,
      state: 'false-positive',
      verdict: { by: 'grace', ticket: 'T-7' },
    });
    expect((await fp('unmark', fingerprint, ...REPORT)).stdout).toContain('it is pending');
    expect(await left()).toEqual([]);
  });

  it('knows a finding by the id of its list, or by its whole fingerprint in its repository', async () => {
    const { fingerprint, check } = await checked();
    const listed = (await json('list'))['findings'] as unknown as readonly {
      finding: string;
      check: string;
    }[];
    const id = listed.find((one) => one.check === check)?.finding ?? '';
    expect(await json('show', id.slice(0, 8))).toMatchObject({ finding: id, state: 'pending' });
    expect(await json('show', fingerprint)).toMatchObject({ finding: id, check });
    const elsewhere = await json('show', fingerprint, '--repository', 'acme/other');
    expect(elsewhere).toMatchObject({ check: null, events: [] });
    expect((await fp('show', id)).stdout).toMatch(/seen {9}\d{4}-.+\(block\)/);
  });

  it('says that a finding was rightly reported', async () => {
    const { fingerprint } = await checked();
    const args = ['--as', 'true-positive', '--ticket', 'T-9', ...REPORT];
    expect((await fp('mark', fingerprint, ...args)).stdout).toContain('rightly reported by ada');
    const rows = (await json('list', '--state', 'true-positive'))['findings'];
    expect(rows).toHaveLength(1);
  });

  it('lists the findings of a report in its words, with what was said of them', async () => {
    const { fingerprint, check } = await checked();
    await fp('mark', fingerprint, ...SAID, ...REPORT);
    const { stdout } = await fp('list', ...REPORT, '--state', 'false-positive');
    expect(stdout).toMatch(
      new RegExp(`^[0-9a-f]{12}  ${check} +false-positive +\\d{4}-.+ 1 times  .+\\n$`),
    );
    expect((await fp('list', '--rule', 'MD-005')).stdout).toBe('no findings\n');
  });

  it('shows a window of a rule with its rate and interval', async () => {
    const { fingerprint, rule } = await checked();
    const before = await fp('window', rule.toLowerCase());
    expect(before.stdout).toContain('not known: nothing of it was reviewed');
    await fp('mark', fingerprint, ...SAID, ...REPORT);
    const window = await json('window', rule, '--count', '10');
    expect(window).toMatchObject({ rule, falsePositives: 1, reviewed: 1, rate: 1 });
    expect(window['interval']).toEqual({ low: expect.closeTo(0.2065, 3), high: 1 });
    expect((await fp('window', rule, '--since', '1d')).stdout).toContain(
      '100.0 % of what was reviewed, 95 % interval 20.7 % to 100.0 %',
    );
    expect(await json('window', rule, '--since', '2020-01-01')).toMatchObject({
      since: '2020-01-01T00:00:00.000Z',
    });
  });

  it.each([
    [[], 'PM-1001', 'the commands are mark, unmark, show, list, window'],
    [['forget'], 'PM-1001', 'the commands are mark'],
    [['mark'], 'PM-1001', 'the first word must be an id'],
    [['mark', 'ABC', ...SAID], 'PM-1001', '8 to 64 hexadecimal'],
    [['mark', '12345678', '--by', 'ada'], 'PM-1001', '--ticket is missing'],
    [['mark', '12345678', ...SAID], 'PM-3010', 'starts so'],
    [['show', 'f'.repeat(64), ...REPORT], 'PM-3010', 'none in report.json'],
    [['show', '12345678', '--report', 'none.json'], 'PM-2003', 'none.json'],
    [['list', '--count', '0'], 'PM-1001', '1 to 10000'],
    [['list', '--rule', 'MD-999'], 'PM-1001', 'there is no rule MD-999'],
    [['window', 'MD-0001'], 'PM-1001', 'did you mean MD-001?'],
    [['window', 'MD-001', '--count', '1', '--since', '1d'], 'PM-1001', 'two windows'],
    [['window', 'MD-001', '--since', '2026-02-30'], 'PM-1001', 'it must be days (30d)'],
  ])('refuses %j with %s', async (args, code, why) => {
    await checked();
    const { stdout, stderr } = await fp(...args);
    expect(stdout).toBe('');
    expect(stderr.startsWith(code)).toBe(true);
    expect(stderr).toContain(why);
  });

  it('does not choose between two findings that start alike', async () => {
    const { fingerprint } = await checked();
    const text = JSON.parse(
      (await phaseMirror(['check', '--json'], { env, cwd: repo.folder })).stdout,
    ) as { findings: Finding[] };
    const twin = { ...text.findings[0], fingerprint: `${fingerprint.slice(0, 63)}0` };
    const other = { ...text.findings[0], fingerprint: `${fingerprint.slice(0, 63)}1` };
    const twins = { ...text, findings: [twin, other] };
    writeFileSync(join(repo.folder, 'twins.json'), JSON.stringify(twins));
    const { exit, stderr } = await fp('show', fingerprint.slice(0, 20), '--report', 'twins.json');
    expect([exit, stderr]).toEqual([2, expect.stringMatching(/^PM-3010[^]*2 findings/)]);
  });

  it('needs to know who says it', async () => {
    const { fingerprint } = await checked();
    env = { XDG_STATE_HOME: env['XDG_STATE_HOME'] };
    const { exit, stderr } = await fp('mark', fingerprint, '--ticket', 'T-1', ...REPORT);
    expect([exit, stderr]).toEqual([2, expect.stringMatching(/^PM-1002 who reviewed/)]);
  });

  it('explains itself and each of its commands, with an example', async () => {
    expect((await fp('--help')).stdout).toContain('COMMAND --help');
    for (const command of ['mark', 'unmark', 'show', 'list', 'window']) {
      const { exit, stdout } = await fp(command, '--help');
      expect(exit).toBe(0);
      expect(stdout).toMatch(new RegExp(`Examples\\n {2}phase-mirror fp ${command}`));
    }
  });
});
