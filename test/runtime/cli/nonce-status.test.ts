import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import Libsql from 'libsql';
import { home, phaseMirror, type Ran } from './terminal.js';

const DAY = 86_400_000;
let file: string;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  const folder = mkdtempSync(join(home, 'nonce-'));
  file = join(folder, 'local.db');
  env = { XDG_STATE_HOME: folder, PHASE_MIRROR_EMBEDDED_FILE: file };
});

const status = (...args: readonly string[]): Promise<Ran> =>
  phaseMirror(['nonce-status', ...args], { env });

/** Versions of a nonce with their age in days, in a store that exists. */
async function stored(...versions: readonly (readonly [number, string, number])[]): Promise<void> {
  await status();
  const database = new Libsql(file);
  database.exec(`DELETE FROM secrets WHERE kind = 'nonce'`);
  for (const [version, value, age] of versions) {
    const at = new Date(Date.now() - age * DAY).toISOString();
    database.exec(`INSERT INTO secrets VALUES ('nonce', ${version}, '${value}', '${at}')`);
  }
  database.close();
}

const VALUE = 'c0ffee'.padEnd(64, '1');
const OTHER = 'deadbeef'.padEnd(64, '2');

describe('phase-mirror nonce-status', () => {
  it('shows what signs, of nonces and salts', async () => {
    const { exit, stdout, stderr } = await status();
    expect([exit, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^nonce {2}from embedded store .+\n {2}v1 {2}signs, 0 days old, until \d{4}-.+\n\nsalt {2}from .+\n {2}v1 {2}signs/,
    );
  });

  it('shows the grace period after a rotation, and no value', async () => {
    await stored([1, VALUE, 100], [2, OTHER, 2]);
    const { exit, stdout } = await status('--kind', 'nonce');
    expect(exit).toBe(0);
    expect(stdout).toMatch(/v1 {2}verifies, in its grace period, 100 days old, until/);
    expect(stdout).toMatch(/v2 {2}signs, 2 days old/);
    const json = (await status('--kind', 'nonce', '--json')).stdout;
    expect(JSON.parse(json)).toMatchObject({
      schema: 'phase-mirror/nonce-status@1',
      environment: 'local',
      kinds: [
        {
          kind: 'nonce',
          signs: 2,
          degraded: null,
          error: null,
          versions: [
            { version: 1, state: 'verifies', ageDays: 100 },
            { version: 2, state: 'signs', ageDays: 2 },
          ],
        },
      ],
    });
    for (const text of [stdout, json]) expect(text).not.toMatch(/c0ffee|deadbeef/);
  });

  it('exits 1 where an older version signs in the place of the newest', async () => {
    await stored([1, VALUE, 100], [2, 'deadbeef', 2]);
    const { exit, stdout } = await status('--kind', 'nonce');
    expect(exit).toBe(1);
    expect(stdout).toContain('v2  is no 64 hexadecimal characters');
    expect(stdout).toContain('degraded  nonce v2 cannot be used (malformed); v1 signs');
    expect(stdout).not.toContain('deadbeef');
  });

  it('exits 3 where none can be used, or read, and says why', async () => {
    await stored([1, VALUE, 400]);
    const old = await status('--kind', 'nonce', '--json');
    expect(old.exit).toBe(3);
    expect(JSON.parse(old.stdout)).toMatchObject({
      kinds: [{ signs: null, error: { code: 'PM-4001' }, versions: [{ state: 'expired' }] }],
    });
    const database = new Libsql(file);
    database.exec('DROP TABLE secrets');
    database.close();
    const { exit, stdout } = await status();
    expect(exit).toBe(3);
    expect(stdout).toMatch(/PM-4001 [^]*fix: [^]*PM-4003/);
  });

  it('refuses other words, and explains itself with an example', async () => {
    expect((await status('--kind', 'pepper')).exit).toBe(2);
    expect((await status('--help')).stdout).toContain('  phase-mirror nonce-status --kind nonce');
  });
});
