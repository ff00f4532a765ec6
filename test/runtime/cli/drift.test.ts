import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { repository, type TestRepository } from '../../support/repository.js';
import { home, phaseMirror, type Ran } from './terminal.js';

const WORKFLOW = '.github/workflows/ci.yml';
const workflow = (permission: string): string =>
  `on: [pull_request]\npermissions:\n  contents: ${permission}\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: make\n`;
const protection = (reviews: number): string =>
  JSON.stringify({
    required_pull_request_reviews: { required_approving_review_count: reviews },
    required_status_checks: { strict: true, contexts: ['build'] },
    enforce_admins: true,
    restrictions: null,
  });
const files = (reviews: number, permission = 'read'): Record<string, string> => ({
  [WORKFLOW]: workflow(permission),
  '.github/branch-protection.json': protection(reviews),
});

let repo: TestRepository;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  env = { XDG_STATE_HOME: mkdtempSync(join(home, 'drift-')), USER: 'ada' };
  repo = repository(files(2));
  repo.git('remote', 'add', 'origin', 'https://github.com/acme/ledger.git');
});

const run = (...args: readonly string[]): Promise<Ran> =>
  phaseMirror(args, { env, cwd: repo.folder });
const drift = (...args: readonly string[]): Promise<Ran> => run('drift', ...args);
const publish = async (expect_: string): Promise<string> => {
  const { stdout } = await run('baseline', 'publish', '--expect', expect_);
  return /published ([0-9a-f]{64})/.exec(stdout)?.[1] ?? '';
};

describe('phase-mirror drift', () => {
  it('is not known where nothing was ever accepted, and that is no pass', async () => {
    const { exit, stdout } = await drift();
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^WARN /);
    expect(stdout).toMatch(/drift not known: no baseline of the branch was ever published\n$/);
    expect((await drift('--fail-on', 'warn')).exit).toBe(4);
    const json = JSON.parse((await drift('--json')).stdout) as object;
    expect(json).toMatchObject({
      schema: 'phase-mirror/drift-report@1',
      drift: null,
      report: { decision: { outcome: 'warn' } },
    });
  });

  it('says how far the branch drifted, with the report of a check in drift mode', async () => {
    await publish('none');
    expect((await drift()).stdout).toMatch(/magnitude 0\.00: 0 of \d+ fields are weaker/);
    repo.commit(files(1));
    const { stdout } = await drift();
    expect(stdout).toContain('MD-005.1');
    expect(stdout).toMatch(
      /magnitude 0\.\d\d: 1 of \d+ fields are weaker.*, against the baseline [0-9a-f]{12} of \d{4}-\d\d-\d\d by ada\n$/,
    );
    const json = JSON.parse((await drift('--json')).stdout) as {
      drift: { magnitude: number };
      report: { findings: readonly { check: string }[] };
    };
    expect(json.drift).toMatchObject({ schema: 'phase-mirror/drift@1' });
    expect(json.drift.magnitude).toBeGreaterThan(0);
    expect(json.report.findings.map(({ check }) => check)).toContain('MD-005.4');
    const markdown = await drift('--format', 'markdown');
    expect(markdown.stdout).not.toContain('against the baseline');
    expect(markdown.stderr).toMatch(/^magnitude 0\.\d\d/);
  });

  it('compares with a version that is named, or with a file', async () => {
    const first = await publish('none');
    const { stdout } = await run('baseline', 'capture', '--out', 'accepted.json', '--json');
    const { sha256 } = JSON.parse(stdout) as { sha256: string };
    repo.commit(files(1));
    await publish(first);
    expect((await drift()).stdout).toContain('magnitude 0.00');
    expect((await drift('--against', '1')).stdout).toMatch(
      /magnitude 0\.[1-9]\d|magnitude 0\.0[1-9]/,
    );
    const byFile = await drift('--file', 'accepted.json');
    expect(byFile.stdout).toContain(`against the baseline ${sha256.slice(0, 12)}`);
  });

  it.each([
    [['--against', '7'], 3, 'PM-3009', 'there is no version 7'],
    [['--file', 'none.json'], 3, 'PM-2003', 'none.json'],
    [['--against', '1', '--file', 'x'], 2, 'PM-1001', 'two baselines'],
    [['--mode', 'drift'], 2, 'PM-1001', '--mode'],
  ])('refuses %j', async (args, exit, code, why) => {
    const ran = await drift(...args);
    expect(ran).toMatchObject({ exit, stdout: '' });
    expect(ran.stderr.startsWith(code)).toBe(true);
    expect(ran.stderr).toContain(why);
  });

  it('explains itself with an example', async () => {
    expect((await drift('--help')).stdout).toContain('  phase-mirror drift --against 3');
  });
});
