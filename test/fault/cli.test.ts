/**
 * The table of design section 6 through the command and the real SDK, one row each: the exit code and what
 * is said. The same rows on the embedded store are in test/runtime/cli/fail-closed.test.ts.
 */
import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Rule } from '../../runtime/src/rules/rule.js';
import { RULES } from '../../runtime/src/rules/rules.js';
import { repository, type Files } from '../support/repository.js';
import { home, phaseMirror, type Ran } from '../runtime/cli/terminal.js';
import { SOUND, UNSOUND } from '../runtime/oracle/parts.js';
import { faultServer, type Call, type FaultServer } from './fault-server.js';
import { isS3, s3Error } from './s3-answers.js';
import { names, REGION } from './scene.js';

const DENIED = { kind: 'error', status: 400, type: 'AccessDeniedException' } as const;
const KEYS = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
const ACCOUNT = names.scope.account;

let server: FaultServer;
let env: NodeJS.ProcessEnv;
// The SDK's chain reads the variables of the process, never those that a command is given.
const before = { ...process.env };
beforeAll(() => void Object.assign(process.env, KEYS));
afterAll(() => {
  for (const name of Object.keys(KEYS)) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});
beforeEach(async () => {
  server = await faultServer();
  server.answer = parameters('redaction_nonce_v1', 'hmac_salt_v1');
  server.reply = (call) => (isS3(call) ? s3Error(404, 'NoSuchKey') : undefined);
  env = {
    AWS_ENDPOINT_URL: server.endpoint,
    PHASE_MIRROR_STORE: 'aws',
    AWS_REGION: REGION,
    XDG_STATE_HOME: mkdtempSync(join(home, 'aws-')),
  };
});
afterEach(() => server.close());

/** What SSM answers, with these secrets of a day ago. */
function parameters(...secrets: readonly string[]): FaultServer['answer'] {
  return ({ target, body }) => {
    if (!target.endsWith('GetParametersByPath')) return undefined;
    const LastModifiedDate = Date.now() / 1000 - 86_400;
    return {
      Parameters: secrets.map((leaf) => ({
        Name: `${String(body['Path'])}/${leaf}`,
        Value: 'ab'.repeat(32),
        LastModifiedDate,
      })),
    };
  };
}

/** Refuses what one table, or one operation, is asked for. */
const refusing =
  (word: string) =>
  (call: Call): typeof DENIED | undefined =>
    call.target.endsWith(`.${word}`) || call.raw.includes(`"${word}"`) ? DENIED : undefined;

function check([base, change]: readonly [Files, Files], ...args: readonly string[]): Promise<Ran> {
  const repo = repository(base);
  repo.branch('change', change);
  return phaseMirror(['check', '--repo', repo.folder, ...args], { env });
}

describe('design section 6, through the command, on AWS', () => {
  it('nothing fails: exit 1 for what is unsound, and nothing is degraded', async () => {
    const { exit, stdout } = await check(UNSOUND, '--json');
    expect(exit).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ decision: { outcome: 'block' }, degraded: [] });
  });

  it('an L0 invariant fails: exit 1 and its code, no report, under a dry run as well', async () => {
    const secrets = server.answer;
    const threshold = names.parameters.threshold('driftMagnitude');
    server.answer = (call) =>
      call.target.endsWith('.GetParameters')
        ? { Parameters: [{ Name: threshold, Value: '2' }], InvalidParameters: [] }
        : secrets(call);
    for (const args of [[], ['--dry-run']]) {
      const ran = await check(SOUND, ...args);
      expect(ran).toMatchObject({ exit: 1, stdout: '' });
      expect(ran.stderr).toMatch(/^PM-5001 /);
    }
  });

  it('a rule throws: a critical finding of that rule, exit 1', async () => {
    const rules = RULES as Rule[];
    const [first] = rules;
    const broken: Rule = {
      meta: { ...(first as Rule).meta, id: 'MD-009.1' },
      judge: () => {
        throw new Error('off by one');
      },
    };
    rules.push(broken);
    try {
      const { exit, stdout } = await check(SOUND);
      expect(exit).toBe(1);
      expect(stdout).toContain('critical  MD-009.1  the rule MD-009.1 could not be evaluated');
    } finally {
      rules.splice(rules.indexOf(broken), 1);
    }
  });

  it.each<readonly [string, string, readonly string[], number, string]>([
    ['a warning', 'strictness: standard', [], 0, 'WARN'],
    ['exit 4 where warnings fail', 'strictness: standard', ['--fail-on', 'warn'], 4, 'WARN'],
    ['a block under strict', 'strictness: strict\nmustVerify: [facts]', [], 1, 'BLOCK'],
  ])('facts are unreadable: %s', async (_, policy, args, exit, word) => {
    const files = { '.phase-mirror.yml': `${policy}\n`, '.github/workflows/bad.yml': '{' };
    const ran = await check([{ ...SOUND[0], ...files }, SOUND[1]], ...args);
    expect([ran.exit, ran.stdout.split(' ')[0]]).toEqual([exit, word]);
    expect(ran.stdout).toContain('facts  yaml-malformed: .github/workflows/bad.yml');
  });

  it.each([
    ['is missing', (): void => void (server.answer = parameters('hmac_salt_v1'))],
    ['cannot be read', (): void => void (server.fault = refusing('GetParametersByPath'))],
  ])('the nonce %s: no report leaves, exit 3 with code and remedy', async (_, break_) => {
    break_();
    const ran = await check(UNSOUND);
    expect(ran).toMatchObject({ exit: 3, stdout: '' });
    expect(ran.stderr).toMatch(/^PM-4001 [^]*\n {2}fix: .+/);
    const json = await check(UNSOUND, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ exit: 3, error: { code: 'PM-4001' } });
    const status = await phaseMirror(['nonce-status', '--kind', 'nonce'], { env });
    expect([status.exit, status.stdout]).toEqual([3, expect.stringContaining('PM-4001')]);
  });

  it.each([
    ['the false-positive store', names.tables.fpEvents.name, 'false positives are not filtered'],
    ['the block counter', names.tables.blockCounter.name, 'block counter unreadable'],
    ['the thresholds', 'GetParameters', 'thresholds unreadable, built-in ones are used'],
    ['the demotions', names.tables.calibration.name, 'demotions'],
  ])('%s cannot be read: the block stands, and the report says it', async (_, word, said) => {
    server.fault = refusing(word);
    const { exit, stdout } = await check(UNSOUND, '--json');
    expect(exit).toBe(1);
    const report = JSON.parse(stdout) as { decision: unknown; degraded: readonly string[] };
    expect(report.decision).toMatchObject({ outcome: 'block' });
    expect(report.degraded.filter((line) => line.startsWith(said))).toHaveLength(1);
  });

  it('consent cannot be read: nothing about the organisation is recorded', async () => {
    server.fault = refusing(names.tables.consent.name);
    const words = ['--organisation', 'acme', '--resource', 'rule_calibration'];
    const asked = await phaseMirror(['consent', 'check', ...words], { env });
    expect([asked.exit, asked.stderr]).toEqual([3, expect.stringMatching(/^PM-3001/)]);
    const given = await phaseMirror(['calibrate', '--contribute', 'acme'], { env });
    expect([given.exit, given.stderr]).toEqual([0, expect.any(String)]);
    const writes = server.calls.filter(({ target }) => /\.(Put|Update|Transact)/.test(target));
    expect(writes).toEqual([]);
  });

  it.each([
    ['is missing', undefined, 'no baseline'],
    ['cannot be read', s3Error(403, 'AccessDenied'), 'baseline'],
  ])('the baseline %s in drift mode: not known, never a pass', async (_, reply, said) => {
    if (reply !== undefined) server.reply = (call) => (isS3(call) ? reply : undefined);
    const { folder } = repository(SOUND[0]);
    const args = ['--repo', folder, '--account', ACCOUNT];
    const ran = await phaseMirror(['check', '--mode', 'drift', ...args], { env });
    expect([ran.exit, ran.stdout.split(' ')[0]]).toEqual([0, 'WARN']);
    expect(ran.stdout.toLowerCase()).toContain(said);
    const drift = await phaseMirror(['drift', '--fail-on', 'warn', ...args], { env });
    expect([drift.exit, drift.stdout]).toEqual([4, expect.stringContaining('drift not known')]);
  });

  it('recording fails: the block stands, and the next run records it', async () => {
    server.fault = refusing('PutItem');
    const { exit, stdout } = await check(UNSOUND, '--json');
    expect(exit).toBe(1);
    const { degraded } = JSON.parse(stdout) as { degraded: readonly string[] };
    expect(degraded).toContainEqual(expect.stringMatching(/^events are kept for the next run/));
    const kept = (): readonly string[] =>
      readdirSync(env['XDG_STATE_HOME'] ?? '', { recursive: true, encoding: 'utf8' });
    expect(kept().some((name) => name.endsWith('.spool'))).toBe(true);

    server.fault = () => undefined;
    const puts = (): number =>
      server.calls.filter(({ target }) => target.endsWith('.PutItem')).length;
    const earlier = puts();
    await check(SOUND);
    expect(puts()).toBeGreaterThan(earlier);
    expect(kept().some((name) => name.endsWith('.spool'))).toBe(false);
  });
});
