import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import Libsql from 'libsql';
import { home, phaseMirror, type Ran } from './terminal.js';

const DAY = 86_400_000;
let file: string;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  const folder = mkdtempSync(join(home, 'consent-'));
  file = join(folder, 'local.db');
  env = { XDG_STATE_HOME: folder, PHASE_MIRROR_EMBEDDED_FILE: file, USER: 'ada' };
});

const consent = (...args: readonly string[]): Promise<Ran> =>
  phaseMirror(['consent', ...args], { env });
const ACME = ['--organisation', 'Acme', '--resource', 'rule_calibration'] as const;
const grant = (): Promise<Ran> => consent('grant', ...ACME, '--expires', '365d');

describe('phase-mirror consent', () => {
  it('grants, checks and revokes; the organisation is its HMAC alone', async () => {
    const before = await consent('check', ...ACME);
    expect(before).toMatchObject({
      exit: 1,
      stdout: 'rule_calibration  no   no consent was given\n',
    });
    const granted = await grant();
    expect(granted.exit).toBe(0);
    const until = new Date(Date.now() + 365 * DAY).toISOString().slice(0, 10);
    expect(granted.stdout).toBe(
      `rule_calibration  granted until ${until} to policy 1, revision 1\n`,
    );
    expect((await consent('check', ...ACME)).exit).toBe(0);
    const said = JSON.parse((await consent('check', ...ACME, '--json')).stdout) as object;
    expect(said).toMatchObject({
      schema: 'phase-mirror/consent@1',
      organisation: expect.stringMatching(/^v1:[0-9a-f]{64}$/),
      valid: true,
      consents: [{ resource: 'rule_calibration', valid: true, policyVersion: 1 }],
    });
    expect((await consent('revoke', ...ACME)).stdout).toBe('rule_calibration  revoked\n');
    expect((await consent('revoke', ...ACME)).stdout).toContain('nothing to revoke');
    const after = await consent('check', ...ACME);
    expect([after.exit, after.stdout]).toEqual([1, expect.stringContaining('it was revoked at')]);
    expect(readFileSync(file).toString('latin1').toLowerCase()).not.toContain('acme');
  });

  it('shows its history, and lists every resource where none is named', async () => {
    await grant();
    await consent('grant', ...ACME, '--expires', '30d', '--by', 'grace@example.com');
    await consent('revoke', ...ACME);
    const { stdout } = await consent('history', ...ACME);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split(/ {2}/)[2]?.split(' ')[0])).toEqual([
      'grant',
      'renew',
      'revoke',
    ]);
    expect(stdout).not.toContain('grace@example.com');
    const all = await consent('check', '--organisation', 'acme');
    expect(all.exit).toBe(0);
    expect(all.stdout.split('\n')).toHaveLength(7);
    const nobody = await consent('history', '--organisation', 'globex');
    expect(nobody.stdout).toBe('nothing was ever granted\n');
  });

  it('lets calibrate contribute', async () => {
    const contribute = async (): Promise<string> =>
      (await phaseMirror(['calibrate', '--rule', 'MD-001', '--contribute', 'acme'], { env }))
        .stdout;
    await grant();
    // Consent is there; nothing of last month was reviewed.
    expect(await contribute()).toContain('nothing reviewed');
    const check = await consent('check', ...ACME);
    expect(check.stdout).toContain('yes');
  });

  it('knows a consent of before a rotation of the salt, and takes it back under every salt', async () => {
    await grant();
    const database = new Libsql(file);
    database.exec(
      `INSERT INTO secrets VALUES ('salt', 2, '${'ab'.repeat(32)}', '${new Date().toISOString()}')`,
    );
    database.close();
    const check = JSON.parse((await consent('check', ...ACME, '--json')).stdout) as object;
    expect(check).toMatchObject({ organisation: expect.stringMatching(/^v2:/), valid: true });
    expect((await consent('revoke', ...ACME)).stdout).toContain('revoked');
    expect((await consent('check', ...ACME)).exit).toBe(1);
  });

  it('is no consent where it cannot be read', async () => {
    await grant();
    const database = new Libsql(file);
    database.exec('DROP TABLE consents');
    database.close();
    const { exit, stderr } = await consent('check', ...ACME);
    expect([exit, stderr]).toEqual([3, expect.stringMatching(/^PM-3001/)]);
  });

  it.each([
    [['check'], 'PM-1001', '--organisation is missing'],
    [['check', '--organisation', 'a/b'], 'PM-3003', 'GitHub login'],
    [['grant', '--organisation', 'acme', '--expires', '1d'], 'PM-1001', '--resource is missing'],
    [['grant', ...ACME], 'PM-1001', 'no consent is for ever'],
    [['grant', ...ACME, '--expires', '2020-01-01'], 'PM-1001', 'it has passed'],
    [['grant', ...ACME, '--expires', 'soon'], 'PM-1001', 'it must be days'],
    [
      ['grant', ...ACME, '--expires', '1d', '--policy-version', '2'],
      'PM-1001',
      'the policy in force is 1',
    ],
    [
      ['check', '--organisation', 'acme', '--resource', 'money'],
      'PM-1001',
      'it must be one of fp_patterns',
    ],
    [['give'], 'PM-1001', 'the commands are grant, revoke, check, history'],
  ])('refuses %j with %s', async (args, code, why) => {
    const { exit, stdout, stderr } = await consent(...args);
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr.startsWith(code)).toBe(true);
    expect(stderr).toContain(why);
  });

  it('needs to know who says it', async () => {
    delete env['USER'];
    expect((await grant()).stderr).toMatch(/^PM-1002 who says so/);
  });

  it('explains itself and each of its commands, with an example', async () => {
    expect((await consent('--help')).stdout).toContain('A consent that cannot be read is none');
    for (const command of ['grant', 'revoke', 'check', 'history']) {
      const { exit, stdout } = await consent(command, '--help');
      expect(exit).toBe(0);
      expect(stdout).toContain(`  phase-mirror consent ${command} --organisation acme`);
    }
  });
});
