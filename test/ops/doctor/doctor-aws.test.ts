import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { useLocalAws } from '../support/local-aws.js';
import { describeWithEmulator } from '../support/needs.js';
import { examined, named } from './examined.js';

const { local } = useLocalAws();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pm-doctor-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describeWithEmulator('doctor', () => {
  it('asks the local AWS that runs for its account and its time', async () => {
    mkdirSync(join(folder, 'local-aws'));
    writeFileSync(join(folder, 'local-aws', 'state.json'), JSON.stringify(local()));
    const found = await examined(folder, []);
    expect(found.exit).toBe(0);
    expect(named(found, 'endpoint')?.value).toContain(`${local().endpoint} (local AWS, pid`);
    expect(found.findings).toContainEqual(
      expect.objectContaining({ group: 'AWS', name: 'account', state: 'ok' }),
    );
    expect(named(found, 'clock')).toMatchObject({ state: 'ok' });
  });

  it('says that the account is another one', async () => {
    const env = {
      AWS_ENDPOINT_URL: local().endpoint,
      AWS_ACCESS_KEY_ID: 'tester',
      AWS_SECRET_ACCESS_KEY: 'x',
      PHASE_MIRROR_STAGING_ACCOUNT: '210987654321',
      PHASE_MIRROR_STAGING_GITHUB_ORGANISATION: 'acme',
    };
    const found = await examined(folder, ['--env', 'staging'], env);
    expect(found).toMatchObject({ exit: 1, wanting: ['account'] });
    expect(found.findings).toContainEqual(
      expect.objectContaining({
        state: 'wanting',
        value: expect.stringMatching(/123456789012.*210987654321/),
      }),
    );
  });
});
