import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Libsql from 'libsql';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Baseline } from '../../../runtime/src/drift/baseline.js';
import { job, rulesetFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import { repository, type TestRepository } from '../../support/repository.js';
import { home, phaseMirror, type Ran } from './terminal.js';

const CI = workflowFile(
  ['pull_request'],
  [...job('build', 'permissions: {}'), ...job('test', 'permissions: {}')],
);
const ruleset = (contexts: readonly string[]): Record<string, string> =>
  rulesetFile({ contexts, app: 15368, bypass: [], approvals: 2 });
const SOUND = { ...CI, ...ruleset(['build', 'test']) };

/** A name that somebody took for a place to keep a secret. */
const TOKEN = `ghp_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}`;

let repo: TestRepository;
let serial = 0;
let state: string;
beforeEach(() => {
  serial += 1;
  state = join(home, `state-${serial}`);
  repo = repository(SOUND);
});

const run = (command: string, args: readonly string[] = []): Promise<Ran> =>
  phaseMirror([command, ...args], {
    cwd: repo.folder,
    env: { XDG_STATE_HOME: state, USER: 'ada' },
  });
const baseline = (...args: readonly string[]): Promise<Ran> => run('baseline', args);
const record = async (...args: readonly string[]): Promise<Baseline & { version: string }> =>
  JSON.parse((await baseline(...args, '--json')).stdout) as Baseline & { version: string };
const publishFirst = (): ReturnType<typeof record> => record('publish', '--expect', 'none');
const commit = (files: Record<string, string>): string => repo.commit(files);

describe('phase-mirror baseline', () => {
  it('captures, publishes and shows what is accepted', async () => {
    const captured = await baseline('capture');
    expect(captured).toMatchObject({ exit: 0, stderr: '' });
    expect(captured.stdout).toMatch(
      /^local\/\S+ main\n {2}hash {6}[0-9a-f]{64}\n {2}captured .* by ada, at/,
    );
    expect(captured.stdout).toContain('  the check "build" is required, from app 15368\n');
    expect(captured.stdout).toContain('  a pull request needs 2 approvals\n');

    const published = await baseline('publish', '--expect', 'none');
    expect(published.stdout).toMatch(/^published [0-9a-f]{64} as version 1 of local\/\S+ main\n$/);
    const shown = await baseline('show');
    expect(shown.stdout).toContain('  version   1\n');
    expect(shown.stdout).toContain('the check "test" is required');
  });

  it('says that there is none, and how to publish one', async () => {
    for (const command of ['show', 'diff']) {
      const { exit, stderr } = await baseline(command);
      expect(exit).toBe(3);
      expect(stderr).toMatch(/^PM-3009 .*none was ever published\n.*publish --expect none/s);
    }
    expect((await baseline('show', '--version', '7')).stderr).toContain('there is no version 7');
    expect((await baseline('show', '--versions')).stdout).toBe(
      'version  published                 hash\n',
    );
  });

  it('publishes only for who names what is replaced', async () => {
    const first = await publishFirst();
    commit(ruleset(['build']));
    const blind = await baseline('publish', '--expect', 'none');
    expect(blind.exit).toBe(1);
    expect(blind.stderr).toContain(`PM-3007`);
    expect(blind.stderr).toContain(first.sha256);
    expect((await baseline('publish')).stderr).toContain('--expect is missing');
    expect((await baseline('publish', '--expect', 'latest')).stderr).toContain('PM-3003');
    expect(await record('publish', '--expect', first.sha256)).toMatchObject({ version: '2' });
  });

  it('does not accept what is not on the branch', async () => {
    repo.branch('change', ruleset(['build']));
    const { exit, stderr } = await baseline('publish', '--expect', 'none');
    expect(exit).toBe(2);
    expect(stderr).toMatch(/it has 1 commit that main has not\n.*--head origin\/main/);
    expect((await baseline('publish', '--expect', 'none', '--head', 'main')).exit).toBe(0);
  });

  it('publishes a file that was captured, and nothing else', async () => {
    const captured = await record('capture', '--out', 'accepted.json');
    const file = join(repo.folder, 'accepted.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'utf8');
    expect(JSON.parse(text)).toEqual(captured);
    writeFileSync(join(repo.folder, 'edited.json'), text.replace('"ada"', '"eve"'));
    writeFileSync(join(repo.folder, 'other.json'), '{}');
    const publish = (name: string, ...more: readonly string[]): Promise<Ran> =>
      baseline('publish', '--expect', 'none', '--file', name, ...more);
    expect((await publish('edited.json')).stderr).toContain('PM-3006 edited.json');
    expect((await publish('other.json')).stderr).toContain('PM-3008 other.json');
    expect((await publish('none.json')).stderr).toContain('PM-2003 --file none.json');
    expect((await publish('accepted.json', '--branch', 'release')).stderr).toContain('not of');
    expect((await publish('accepted.json')).stdout).toContain(captured.sha256);
    expect((await baseline('capture', '--out', 'no/such/file')).stderr).toContain('PM-1002');
  });

  it('tells what is weaker, what is stricter, and how much', async () => {
    await publishFirst();
    expect(await baseline('diff')).toMatchObject({
      exit: 0,
      stdout: expect.stringMatching(/magnitude 0\.00: 0 of \d+ fields are weaker\n$/),
    });
    commit({ ...ruleset(['build', 'lint']) });
    const { exit, stdout } = await baseline('diff');
    expect(exit).toBe(1);
    expect(stdout).toContain(`weaker than accepted
  required check "test"
    accepted  the check "test" is required, from app 15368
    now       the check "test" is not required

stricter than accepted
  required check "lint"
    accepted  the check "lint" is not required
    now       the check "lint" is required, from app 15368 (.github/rulesets/main.json:`);
    const json = JSON.parse((await baseline('diff', '--json')).stdout) as Record<string, unknown>;
    expect(json).toMatchObject({
      schema: 'phase-mirror/drift@1',
      magnitude: expect.any(Number),
      fields: expect.arrayContaining([
        expect.objectContaining({
          kind: 'required-check',
          subject: 'test',
          outcome: 'weakened',
          now: null,
        }),
      ]),
    });
  });

  it('restores an older version', async () => {
    const first = await publishFirst();
    commit(ruleset(['build']));
    const second = await record('publish', '--expect', first.sha256);
    const restored = await baseline('restore', '--version', '1', '--expect', second.sha256);
    expect(restored).toMatchObject({
      exit: 0,
      stdout: expect.stringMatching(/^restored \S+ of version 1 as version 3 of /),
    });
    const { stdout } = await baseline('show', '--versions');
    expect(stdout.split('\n').slice(1, 4)).toEqual([
      expect.stringMatching(new RegExp(`^3 .*${first.sha256} {2}in force$`)),
      expect.stringMatching(new RegExp(`^2 .*${second.sha256}$`)),
      expect.stringMatching(new RegExp(`^1 .*${first.sha256}$`)),
    ]);
    expect((await baseline('restore', '--expect', first.sha256)).stderr).toContain(
      '--version is missing',
    );
    expect((await baseline('restore', '--version', '9', '--expect', first.sha256)).exit).toBe(3);
  });

  it('shows no secret that somebody wrote into a name', async () => {
    commit(ruleset(['build', TOKEN]));
    for (const args of [['capture'], ['capture', '--json']]) {
      const { exit, stdout } = await baseline(...args);
      expect(exit).toBe(0);
      expect(stdout).not.toContain(TOKEN);
    }
  });

  it.each([
    [[], 'the commands are capture, publish, show, diff, restore'],
    [['constructor'], 'the commands are'],
    [['show', '--expect', 'x'], "Unknown option '--expect'"],
  ])('%j exits 2 and says why', async (args, why) => {
    const { exit, stderr } = await baseline(...args);
    expect(exit).toBe(2);
    expect(stderr).toContain(why);
  });

  it('needs somebody, a branch, and for AWS an account', async () => {
    const nobody = await phaseMirror(['baseline', 'capture'], { cwd: repo.folder });
    expect(nobody).toMatchObject({ exit: 2, stderr: expect.stringContaining('--by ada') });
    repo.git('branch', '-m', 'main', 'one');
    repo.git('branch', 'two');
    expect((await baseline('show')).stderr).toContain('Name it: `--branch main`.');
    const aws = ['--store', 'aws', '--environment', 'staging', '--region', 'eu-central-1'];
    expect((await baseline('show', ...aws)).stderr).toContain('PHASE_MIRROR_STAGING_ACCOUNT');
  });

  it('explains each command with an example', async () => {
    expect((await baseline('--help')).stdout).toContain(
      'restore  publishes an older version again',
    );
    for (const command of ['capture', 'publish', 'show', 'diff', 'restore']) {
      const { exit, stdout } = await baseline(command, '--help');
      expect([exit, stdout.includes(`phase-mirror baseline ${command}`)]).toEqual([0, true]);
    }
  });
});

describe('phase-mirror check --mode drift', () => {
  const check = (...args: readonly string[]): Promise<Ran> =>
    run('check', ['--mode', 'drift', ...args]);
  const report = async (): Promise<{
    readonly decision: { readonly outcome: string };
    readonly findings: readonly { readonly check: string; readonly severity: string }[];
    readonly unknowns: readonly { readonly check: string }[];
  }> => JSON.parse((await check('--json')).stdout) as never;

  it('never passes without a baseline', async () => {
    const { decision, unknowns } = await report();
    expect(decision.outcome).toBe('warn');
    expect(unknowns.map((one) => one.check)).toEqual(['MD-005.6']);
    expect((await check('--fail-on', 'warn')).exit).toBe(4);
  });

  it('allows what is as it was accepted', async () => {
    await publishFirst();
    expect(await report()).toMatchObject({
      decision: { outcome: 'allow' },
      findings: [],
      unknowns: [],
    });
  });

  it('tells a check that is not required any more, and how far that is', async () => {
    await publishFirst();
    commit(ruleset(['build']));
    const { decision, findings } = await report();
    expect(decision.outcome).toBe('warn');
    expect(findings.map((one) => `${one.check} ${one.severity}`)).toEqual([
      'MD-005.1 high',
      'MD-005.4 info',
    ]);
  });

  it('is refused by L0 above the threshold, with what is weaker', async () => {
    commit(ruleset(['build', 'test', TOKEN]));
    await publishFirst();
    commit({
      '.github/rulesets/main.json':
        '{"enforcement":"disabled","rules":[],"conditions":{"ref_name":{"include":["~DEFAULT_BRANCH"],"exclude":[]}}}',
    });
    const { exit, stdout, stderr } = await check();
    expect([exit, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^PM-5001 L0 drift\n {2}why: drift magnitude 0\.\d+ is not a number from 0 to 0\.3; weaker than the baseline of \S+: required check "build", required check "\[redacted:github-token:\S+\]", required check "test", required approvals/,
    );
    expect(stderr).toContain('phase-mirror baseline diff');
    expect(stderr).not.toContain(TOKEN);
  });

  it('does not trust a baseline that somebody edited', async () => {
    await publishFirst();
    const db = new Libsql(join(state, 'phase-mirror', 'local.db'));
    db.exec(`UPDATE baselines SET body = replace(body, '"ada"', '"eve"')`);
    db.close();
    const { findings, unknowns } = await report();
    expect(findings.map((one) => `${one.check} ${one.severity}`)).toEqual(['MD-005.5 high']);
    expect(unknowns.map((one) => one.check)).toEqual(['MD-005.6']);
    expect((await baseline('show')).stderr).toContain('PM-3006');
    // The hash in the list of versions still names what is replaced.
    const { stdout } = await baseline('show', '--versions');
    const hash = /[0-9a-f]{64}/.exec(stdout)?.[0] ?? '';
    commit({ 'README.md': 'next' });
    expect((await baseline('publish', '--expect', hash)).exit).toBe(0);
    expect((await report()).findings).toEqual([]);
  });

  it('is recorded and judged again with its baseline', async () => {
    await publishFirst();
    commit(ruleset(['build']));
    expect((await run('facts', ['--mode', 'drift', '--out', 'facts.json'])).exit).toBe(0);
    await baseline('publish', '--expect', (await record('show')).sha256);
    const replayed = await run('check', ['--facts', 'facts.json', '--json']);
    expect(JSON.parse(replayed.stdout)).toMatchObject({
      change: { mode: 'drift' },
      findings: [{ check: 'MD-005.1' }, { check: 'MD-005.4' }],
    });
  });
});
