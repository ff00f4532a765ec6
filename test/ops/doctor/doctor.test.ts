import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { clockFinding } from '../../../ops/doctor/clock.js';
import { credentialsFinding } from '../../../ops/doctor/aws.js';
import { settingFindings } from '../../../ops/doctor/settings.js';
import { terraformFindings } from '../../../ops/doctor/terraform.js';
import { runTool } from '../../../ops/frame/process.js';
import { runRunbook } from '../../../ops/frame/runbook.js';
import { doctor } from '../../../ops/runbooks/doctor.js';
import { itWithEverything } from '../support/needs.js';
import { examined, named, scene, type Examined } from './examined.js';

let folder: string;
const servers: Server[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pm-doctor-'));
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

/** An endpoint that nobody listens at. */
async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return `http://127.0.0.1:${port}`;
}
describe('doctor', () => {
  itWithEverything(
    'finds nothing missing on a machine that can run `up`, before anything was started',
    async () => {
      const found = await examined(folder, []);
      expect(found).toMatchObject({ exit: 0, wanting: [] });
      for (const tool of ['Node.js', 'npm', 'git', 'bash', 'Terraform', 'Python'])
        expect(named(found, tool)).toMatchObject({
          state: 'ok',
          value: expect.stringMatching(/\d/),
        });
      expect(named(found, 'account')?.value).toBe('123456789012');
      expect(named(found, 'region')?.value).toBe('eu-central-1');
      expect(named(found, 'endpoint')).toMatchObject({
        state: 'note',
        value: expect.stringContaining('npm run up'),
      });
    },
  );

  it('says that an endpoint of the person does not answer, and what to do', async () => {
    // A process of its own: the SDK's errors are of another realm than a test's.
    const { io } = scene(folder, { AWS_ENDPOINT_URL: await closedPort() });
    const args = ['--import', 'tsx', 'ops/main.ts', 'doctor', '--json'];
    const { exit, stdout } = await runTool(io, { command: process.execPath, args });
    const found = JSON.parse(stdout) as Examined;
    expect(exit).toBe(1);
    expect(found).toMatchObject({ exit: 1, wanting: ['account'] });
    expect(found.findings).toContainEqual(
      expect.objectContaining({
        group: 'AWS',
        name: 'account',
        fix: [expect.stringContaining('AWS_ENDPOINT_URL')],
      }),
    );
    expect(named(found, 'clock')).toMatchObject({ state: 'unknown' });
  });

  it('names the setting that is missing for a real environment, and asks no AWS then', async () => {
    const found = await examined(folder, ['--env', 'staging']);
    expect(found).toMatchObject({ exit: 1, wanting: ['environment'] });
    expect(named(found, 'environment')?.fix).toEqual(['Set PHASE_MIRROR_STAGING_ACCOUNT.']);
    expect(named(found, 'endpoint')).toBeUndefined();
  });

  it('needs no Python where the local AWS is not ours', async () => {
    const env = { PHASE_MIRROR_PYTHON: join(folder, 'none'), PATH: folder };
    const bare = await examined(folder, [], env);
    expect(bare.wanting).toEqual(['npm', 'git', 'bash', 'Terraform', 'Python']);
    expect(named(bare, 'Terraform')?.fix?.join('\n')).toMatch(/Debian[^]*macOS[^]*Windows/);
    const own = await examined(folder, [], { ...env, AWS_ENDPOINT_URL: await closedPort() });
    expect(own.wanting).not.toContain('Python');
  });

  itWithEverything('prints a table that ends with what to do', async () => {
    const { io, stdout } = scene(folder);
    expect(await runRunbook(doctor, [], io)).toBe(0);
    expect(stdout()).toMatch(/^tools\n {2}ok {4}Node\.js /);
    expect(stdout()).toMatch(/\nNothing is missing for local\.\n$/);
  });

  it('prints how to install what is missing', async () => {
    const { io, stdout } = scene(folder, { PATH: folder });
    expect(await runRunbook(doctor, [], io)).toBe(1);
    expect(stdout()).toMatch(/FAIL {2}Terraform .*not installed.*\n {8}fix: Debian/);
    expect(stdout()).toMatch(/Missing or wrong for local: .*npx phase-mirror check/);
  });
});

describe('the clock', () => {
  const serverAt = async (date: string | undefined): Promise<string> => {
    const server = createServer((_, response) => {
      response.sendDate = false;
      if (date !== undefined) response.setHeader('date', date);
      response.end();
    });
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const at = Date.parse('2026-11-22T00:00:00Z');

  it.each([
    [0, 'ok', 'agrees'],
    [4_000, 'ok', 'agrees'],
    [-60_000, 'note', '60 s behind'],
    [299_000, 'note', '299 s ahead'],
    [300_000, 'wanting', '300 s ahead'],
    [-3_600_000, 'wanting', '3600 s behind'],
  ])('that is %d ms ahead is %s', async (ahead, state, value) => {
    const url = await serverAt(new Date(at).toUTCString());
    const finding = await clockFinding(url, () => at + ahead);
    expect(finding).toMatchObject({ state, value: expect.stringContaining(value) });
    expect(finding.fix !== undefined).toBe(state === 'wanting');
  });

  it('is unknown, not right, when the answer has no date or there is none', async () => {
    expect(await clockFinding(await serverAt(undefined), () => at)).toMatchObject({
      state: 'unknown',
    });
    expect(await clockFinding(await closedPort(), () => at)).toMatchObject({
      state: 'unknown',
      value: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

describe('settings', () => {
  it('say whose foundation holds the state, and which store a check would use', () => {
    const { findings } = settingFindings(
      {
        env: {
          PHASE_MIRROR_STAGING_ACCOUNT: '123456789012',
          PHASE_MIRROR_STAGING_GITHUB_ORGANISATION: 'acme',
          PHASE_MIRROR_STAGING_FOUNDATION_OWNER: 'local',
          PHASE_MIRROR_STORE: 'aws',
        },
      },
      'staging',
    );
    const value = (name: string) => findings.find((one) => one.name === name)?.value;
    expect(value('state')).toMatch(/^s3:\/\/phase-mirror-tfstate-123456789012.*which local owns$/);
    expect(value('GitHub')).toBe('acme/phase-mirror');
    expect(value('store')).toBe('aws (PHASE_MIRROR_STORE says aws)');
  });

  it('name a store that does not exist', () => {
    const { findings } = settingFindings({ env: { PHASE_MIRROR_STORE: 'paper' } }, 'local');
    expect(findings).toContainEqual(expect.objectContaining({ name: 'store', state: 'wanting' }));
  });
});

describe('credentials', () => {
  it.each([
    [{ AWS_ACCESS_KEY_ID: 'SECRETKEY', AWS_PROFILE: 'p' }, /AWS_ACCESS_KEY_ID/],
    [{ AWS_ACCESS_KEY_ID: 'phase-mirror' }, /placeholders/],
    [{ AWS_PROFILE: 'ops' }, /profile ops/],
    [{ AWS_WEB_IDENTITY_TOKEN_FILE: '/t' }, /OIDC/],
    [{}, /default profile/],
  ])('%j → %s', (env, value) => {
    const finding = credentialsFinding(env);
    expect(finding.value).toMatch(value);
    expect(finding.value).not.toContain('SECRETKEY');
  });
});

describe('Terraform', () => {
  it('names the mirror that the provider comes from', () => {
    const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
    mkdirSync(join(folder, 'registry.terraform.io/hashicorp/aws/5.100.0', platform), {
      recursive: true,
    });
    const [mirror] = terraformFindings({ env: { PHASE_MIRROR_PROVIDER_MIRROR: folder } });
    expect(mirror).toMatchObject({ state: 'ok', value: `5.100.0 from the mirror ${folder}` });
  });

  it('says that a mirror that was named holds no provider', () => {
    const env = { PHASE_MIRROR_PROVIDER_MIRROR: join(folder, 'none') };
    expect(terraformFindings({ env })[0]).toMatchObject({ state: 'wanting' });
  });

  it('says that a configuration file that does not exist is ignored', () => {
    const env = { TF_CLI_CONFIG_FILE: join(folder, 'none') };
    expect(terraformFindings({ env })).toContainEqual(
      expect.objectContaining({ name: 'configuration', state: 'note' }),
    );
  });
});
