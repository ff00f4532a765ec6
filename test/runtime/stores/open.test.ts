import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT, type Scope } from '../../../runtime/src/names/index.js';
import {
  chooseStore,
  embeddedFile,
  openStores,
  stateFolder,
} from '../../../runtime/src/stores/index.js';
import { openEmbedded } from '../../../runtime/src/stores/embedded/index.js';
import { thresholdsOf } from '../../../runtime/src/stores/thresholds.js';
import { sampleEvent, testClock } from '../../contract/samples.js';

const scope: Scope = {
  project: PROJECT,
  environment: 'local',
  account: '123456789012',
  region: 'eu-central-1',
};

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'phase-mirror-open-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the choice of a store', () => {
  it.each([
    [undefined, {}, 'embedded', ['no store is configured: embedded is the default']],
    ['aws', {}, 'aws', ['the setting `store: aws` says so']],
    [undefined, { PHASE_MIRROR_STORE: 'aws' }, 'aws', ['PHASE_MIRROR_STORE says aws']],
    ['aws', { PHASE_MIRROR_STORE: '' }, 'aws', ['the setting `store: aws` says so']],
    [
      'aws',
      { PHASE_MIRROR_STORE: 'embedded' },
      'embedded',
      ['PHASE_MIRROR_STORE says embedded', 'it overrides the setting `store: aws`'],
    ],
  ])('%s with %j is %s', (setting, env, kind, reasons) => {
    expect(chooseStore(setting, env)).toEqual({ kind, reasons });
  });

  it('refuses a store that there is not, and says who named it', () => {
    expect(() => chooseStore('redis', {})).toThrow(
      /^store is `redis`: it must be one of embedded, aws/,
    );
    expect(() => chooseStore('aws', { PHASE_MIRROR_STORE: 'x' })).toThrow(
      /^PHASE_MIRROR_STORE is `x`/,
    );
  });
});

describe('where the embedded store is', () => {
  it.each([
    [{ PHASE_MIRROR_EMBEDDED_FILE: '/x/y.db', XDG_STATE_HOME: '/s' }, '/x/y.db'],
    [{ XDG_STATE_HOME: '/s', HOME: '/h' }, '/s/phase-mirror/local.db'],
    [{ XDG_STATE_HOME: 'relative', HOME: '/h' }, '/h/.local/state/phase-mirror/local.db'],
    [{ HOME: '/h' }, '/h/.local/state/phase-mirror/local.db'],
    [{ HOME: '' }, join(homedir(), '.local/state/phase-mirror/local.db')],
  ])('with %j is %s', (env, file) => {
    expect(embeddedFile('local', env)).toBe(file);
  });
});

describe('opening stores', () => {
  it('makes the embedded one, for its owner only, and keeps what is stored', () =>
    inFolder(async (folder) => {
      const env = { XDG_STATE_HOME: folder };
      const clock = testClock();
      const event = sampleEvent({ rule: 'MD-001' });
      const first = await openStores({ scope, env, clock });
      expect(first).toMatchObject({ kind: 'embedded', location: embeddedFile('local', env) });
      expect(statSync(first.location).mode & 0o777).toBe(0o600);
      expect(statSync(stateFolder(env)).mode & 0o777).toBe(0o700);
      await first.fp.recordEvent(event);
      const secrets = await first.parameters.secrets('nonce');
      expect(secrets).toEqual([
        {
          version: 1,
          value: expect.stringMatching(/^[0-9a-f]{64}$/),
          modifiedAt: '2026-11-22T12:00:00.000Z',
        },
      ]);
      expect(await first.parameters.thresholds()).toEqual({});
      first.close();
      first.close();
      const second = await openStores({ scope, env, clock });
      expect(await second.fp.getWindowByCount('MD-001', 1)).toEqual([event]);
      expect(await second.parameters.secrets('nonce')).toEqual(secrets);
      expect((await second.parameters.secrets('salt'))[0]?.value).not.toBe(secrets[0]?.value);
      second.close();
    }));

  it.each([
    [{}, true],
    [{ PHASE_MIRROR_LOCAL_RETENTION_FP_EVENT_DAYS: '' }, true],
    [{ PHASE_MIRROR_LOCAL_RETENTION_FP_EVENT_DAYS: '30' }, false],
    [{ PHASE_MIRROR_STAGING_RETENTION_FP_EVENT_DAYS: '30' }, true],
  ])('keeps events as long as the setting of the environment says: %j', (setting, seen) =>
    inFolder(async (folder) => {
      const clock = testClock('2026-11-22T12:00:00.000Z');
      const stores = await openStores({
        scope,
        env: { XDG_STATE_HOME: folder, ...setting },
        clock,
      });
      await stores.fp.recordEvent(sampleEvent({ rule: 'MD-001', at: '2026-10-20T12:00:00.000Z' }));
      expect(await stores.fp.getWindowByCount('MD-001', 1)).toHaveLength(seen ? 1 : 0);
      stores.close();
    }),
  );

  it.each(['0', '3654', '-1', '1.5', 'ninety', '9e1'])('refuses %s days', (days) =>
    inFolder(async (folder) => {
      const env = { XDG_STATE_HOME: folder, PHASE_MIRROR_LOCAL_RETENTION_FP_EVENT_DAYS: days };
      await expect(openStores({ scope, env })).rejects.toMatchObject({
        code: 'PM-1002',
        what: `PHASE_MIRROR_LOCAL_RETENTION_FP_EVENT_DAYS is \`${days}\``,
      });
    }),
  );

  it('opens the cloud without calling it', async () => {
    const stores = await openStores({
      scope,
      env: { PHASE_MIRROR_STORE: 'aws', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
      aws: { credentials: { accessKeyId: 'x', secretAccessKey: 'y' } },
    });
    expect(stores).toMatchObject({
      kind: 'aws',
      location: 'AWS eu-central-1 at http://127.0.0.1:1',
    });
    expect(stores.parameters.source).toBe('SSM /guardian/local (eu-central-1)');
    stores.close();
  });

  it('says which file is no database', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'broken.db');
      writeFileSync(
        file,
        'this is no database, and it is longer than a header of SQLite is '.repeat(20),
      );
      const env = { PHASE_MIRROR_EMBEDDED_FILE: file };
      await expect(openStores({ scope, env })).rejects.toMatchObject({
        code: 'PM-3004',
        what: `embedded store ${file}`,
      });
      expect(readFileSync(file, 'utf8')).toMatch(/^this is no database/);
    }));

  it('refuses a file that a newer release wrote', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'local.db');
      openEmbedded(file, { clock: testClock() }).close();
      const { default: Libsql } = await import('libsql');
      const db = new Libsql(file);
      db.pragma('user_version = 99');
      db.close();
      await expect(
        openStores({ scope, env: { PHASE_MIRROR_EMBEDDED_FILE: file } }),
      ).rejects.toMatchObject({ code: 'PM-3004', why: expect.stringContaining('newer release') });
    }));

  it('answers PM-3001 when the file is taken away under it', () =>
    inFolder(async (folder) => {
      const stores = openEmbedded(join(folder, 'local.db'), { clock: testClock() });
      stores.close();
      await expect(stores.fp.getWindowByCount('MD-001', 1)).rejects.toMatchObject({
        code: 'PM-3001',
      });
    }));
});

describe('stored thresholds', () => {
  it('are numbers from 0', () => {
    expect(
      thresholdsOf(
        new Map([
          ['driftMagnitude', '0.3'],
          ['blocksPerHour', ' 10 '],
        ]),
        'x',
      ),
    ).toEqual({
      driftMagnitude: 0.3,
      blocksPerHour: 10,
    });
    for (const bad of ['', 'ten', '-1', 'Infinity', 'NaN']) {
      expect(() => thresholdsOf(new Map([['blocksPerHour', bad]]), 'SSM')).toThrow(
        /thresholds\/blocks_per_hour in SSM: it must be a number from 0/,
      );
    }
  });
});
