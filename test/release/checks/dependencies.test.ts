import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runTool } from '../../../ops/frame/process.js';
import { advisories } from '../../../release/checks/dependencies/advisories.js';
import { lockFrozen } from '../../../release/checks/dependencies/lock-frozen.js';
import { waivers } from '../../../release/checks/dependencies/waivers.js';
import { WAIVERS } from '../../../release/checks/waivers.js';
import { repository } from '../../support/repository.js';
import { ask, seen, type Said } from './support.js';

const PACKAGE = JSON.stringify({ name: 'x', version: '1.0.0', dependencies: { dep: '1.0.0' } });
const LOCK = JSON.stringify({
  name: 'x',
  version: '1.0.0',
  lockfileVersion: 3,
  packages: {
    '': { name: 'x', version: '1.0.0', dependencies: { dep: '1.0.0' } },
    'node_modules/dep': { version: '1.0.0' },
  },
});
const FILES = { 'package.json': PACKAGE, 'package-lock.json': LOCK };

const audit = (severities: readonly string[]): string =>
  JSON.stringify({
    vulnerabilities: Object.fromEntries(
      severities.map((severity, at) => [
        `dep${at}`,
        {
          name: `dep${at}`,
          severity,
          via: [
            { url: `https://github.com/advisories/GHSA-${at}`, severity },
            'what-it-comes-through',
          ],
        },
      ]),
    ),
    metadata: {
      vulnerabilities: {
        high: severities.filter((one) => one === 'high').length,
        critical: severities.filter((one) => one === 'critical').length,
        total: severities.length,
      },
    },
  });

describe('dependencies/advisories', () => {
  const answer = (said: Said) => ({ npm: () => said });
  const made = repository(FILES);

  it.each([
    ['nothing is known', audit([]), 'none of 0'],
    ['what is known is not severe', audit(['moderate', 'low']), 'none of 2'],
  ])('passes where %s', async (_, stdout, why) => {
    expect(await ask(advisories, made.folder, { answers: answer({ stdout }) })).toMatchObject(
      seen('pass', why),
    );
  });

  it('fails with the advisories, which can be waived one by one', async () => {
    const said = { exit: 1, stdout: audit(['high', 'low', 'critical']) };
    const verdict = await ask(advisories, made.folder, { answers: answer(said) });
    expect(verdict).toMatchObject(seen('fail', '1 critical, 1 high: GHSA-0, GHSA-2'));
    expect(verdict.subjects).toEqual(['GHSA-0', 'GHSA-2']);
  });

  it.each([
    [
      'the registry refuses: no counts are not zero',
      JSON.stringify({
        message: '405 Method Not Allowed - POST',
        statusCode: 405,
        error: { summary: '' },
      }),
      '405 Method Not Allowed',
    ],
    ['the answer has no counts', '{"metadata":{}}', 'without counts'],
    ['the answer is null', 'null', 'without counts'],
    ['the answer is no JSON', '<html>', 'no JSON'],
    ['nothing is answered', '', 'no JSON'],
  ])('could not run where %s', async (_, stdout, why) => {
    const answers = answer({ exit: 1, stdout });
    expect(await ask(advisories, made.folder, { answers })).toMatchObject(
      seen('could-not-run', why),
    );
  });

  it('could not run without npm', async () => {
    expect(await ask(advisories, made.folder)).toMatchObject(seen('could-not-run', 'PM-7001 npm'));
  });

  describe('with npm itself', () => {
    const bodies = new Map<string, { readonly status: number; readonly body: string }>();
    let server: Server;
    beforeAll(async () => {
      server = createServer((request, response) => {
        const { status, body } = bodies.get(request.method ?? '') ?? { status: 404, body: '{}' };
        response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });
    afterAll(() => new Promise((resolve) => server.close(resolve)));

    it.each([
      ['refuses the call', 405, '', 'could-not-run', '405'],
      ['knows nothing bad', 200, '{}', 'pass', 'none of 0'],
      [
        'knows something critical',
        200,
        JSON.stringify({
          dep: [
            {
              id: 1,
              url: 'https://github.com/advisories/GHSA-xxxx',
              title: 'bad',
              severity: 'critical',
              vulnerable_versions: '<2.0.0',
            },
          ],
        }),
        'fail',
        'GHSA-xxxx',
      ],
    ])('a registry that %s', async (_, status, body, outcome, why) => {
      bodies.set('POST', { status, body });
      const { port } = server.address() as AddressInfo;
      const registry = `http://127.0.0.1:${port}/`;
      const asked = {
        tool: runTool,
        env: { npm_config_registry: registry, npm_config_fetch_retries: '0', HOME: made.folder },
      };
      expect(await ask(advisories, made.folder, asked)).toMatchObject(seen(outcome, why));
    });
  });
});

describe('dependencies/lock-frozen', () => {
  const made = repository({ ...FILES, 'runtime/package.json': '{"name":"y"}' });

  it('asks npm about a copy of what counts, and nothing else', async () => {
    let asked = '';
    const npm = ({
      cwd,
      args,
    }: {
      readonly cwd?: string;
      readonly args: readonly string[];
    }): Said => {
      asked = cwd ?? made.folder;
      expect(args).toContain('--dry-run');
      return {};
    };
    expect(await ask(lockFrozen, made.folder, { answers: { npm } })).toMatchObject(
      seen('pass', 'exactly the lock'),
    );
    expect(asked).not.toBe(made.folder);
  });

  it.each([
    [
      'npm says so',
      'npm error code EUSAGE\nnpm error `npm ci` can only install packages when your package.json and package-lock.json are in sync.',
      'fail',
      'can only install packages',
    ],
    [
      'what is asked for and not locked does not exist',
      'npm error code ETARGET\nnpm error notarget No matching version found for zod@9.9.9.',
      'fail',
      'No matching version',
    ],
    [
      'the registry does not answer',
      'npm error code ECONNREFUSED\nnpm error errno ECONNREFUSED\nnpm error request to http://127.0.0.1/x failed',
      'could-not-run',
      'request to',
    ],
  ])(
    'tells a lock out of step from a registry out of reach: %s',
    async (_, stderr, outcome, why) => {
      const answers = { npm: () => ({ exit: 1, stderr }) };
      expect(await ask(lockFrozen, made.folder, { answers })).toMatchObject(seen(outcome, why));
    },
  );

  it.each([
    ['is not there', { 'package.json': PACKAGE }, 'cannot be read'],
    ['is no JSON', { ...FILES, 'package-lock.json': '<<<<<<< ours' }, 'cannot be read'],
    ['knows no root', { ...FILES, 'package-lock.json': '{}' }, 'has no packages[""]'],
  ])('fails on a lock that %s', async (_, files, why) => {
    expect(await ask(lockFrozen, repository(files).folder)).toMatchObject(seen('fail', why));
  });

  it('could not run without npm', async () => {
    expect(await ask(lockFrozen, made.folder)).toMatchObject(seen('could-not-run', 'PM-7001 npm'));
  });

  it('passes and fails with npm itself', async () => {
    // Nothing that npm would have to look for: it says so without a network.
    const bare = (dependencies: Record<string, string>, locked: Record<string, string>) => ({
      'package.json': JSON.stringify({ name: 'x', version: '1.0.0', dependencies }),
      'package-lock.json': JSON.stringify({
        name: 'x',
        version: '1.0.0',
        lockfileVersion: 3,
        packages: { '': { name: 'x', version: '1.0.0', dependencies: locked } },
      }),
    });
    const asked = { tool: runTool, env: { npm_config_offline: 'true' } };
    expect(await ask(lockFrozen, repository(bare({}, {})).folder, asked)).toMatchObject(
      seen('pass', 'exactly the lock'),
    );
    const versions = { 'dep-local': 'file:./dep' };
    const files = {
      ...bare(versions, {}),
      'dep/package.json': '{"name":"dep-local","version":"1.0.0"}',
    };
    expect((await ask(lockFrozen, repository(files).folder, asked)).outcome).toBe('fail');
  });
});

describe('dependencies/waivers', () => {
  const waiver = {
    check: 'dependencies/advisories',
    subject: 'GHSA-1',
    owner: '@ada',
    reason: 'It is not reachable from here.',
    expires: '2026-11-22',
  };
  const file = (...all: readonly object[]) => ({ [WAIVERS]: JSON.stringify({ waivers: all }) });

  it.each([
    ['there is none', {}, 'none'],
    ['it lasts, on its last day as well', file(waiver), '1, all in force'],
  ])('passes where %s', async (_, files, why) => {
    expect(await ask(waivers, repository(files).folder)).toMatchObject(seen('pass', why));
  });

  it('fails on one whose day has passed', async () => {
    const { folder } = repository(file(waiver, { ...waiver, expires: '2026-11-21' }));
    expect(await ask(waivers, folder)).toMatchObject(
      seen('fail', 'dependencies/advisories GHSA-1 until 2026-11-21'),
    );
  });

  it.each([
    ['no owner', { ...waiver, owner: undefined }],
    ['no reason worth the name', { ...waiver, reason: 'later' }],
    ['no day', { ...waiver, expires: 'soon' }],
    ['a key that nobody knows', { ...waiver, until: '2027-01-01' }],
  ])('fails on one that has %s, and none waives anything then', async (_, broken) => {
    const { folder } = repository(file(waiver, broken));
    expect(await ask(waivers, folder)).toMatchObject(seen('fail', 'release/waivers.json: '));
    const said = { exit: 1, stdout: audit(['low', 'high']) };
    const answers = { npm: () => said };
    expect((await ask(advisories, folder, { answers })).outcome).toBe('fail');
  });

  it('could not run where the file cannot be read', async () => {
    const { folder } = repository({ 'release/waivers.json/not-a-file': '' });
    expect(await ask(waivers, folder)).toMatchObject(seen('could-not-run', 'EISDIR'));
  });
});
