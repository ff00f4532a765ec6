import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runRunbook } from '../../../ops/frame/runbook.js';
import { up } from '../../../ops/runbooks/up.js';
import { documentOf, renderUp } from '../../../ops/up/render.js';
import type { UpResult } from '../../../ops/up/up.js';
import { testIo, type TestIo } from '../support/test-io.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pm-up-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const scene = (env: Record<string, string> = {}): TestIo =>
  testIo({ env: { PHASE_MIRROR_HOME: home, ...env } });

describe('up', () => {
  it('makes the local environment only', async () => {
    const { io, stderr } = scene();
    expect(await runRunbook(up, ['--env', 'staging'], io)).toBe(2);
    expect(stderr()).toContain('npm run ops -- bootstrap --env staging');
  });

  it('names everything that is missing at once, and what works without it', async () => {
    const { io, stderr } = scene({ PATH: home, PHASE_MIRROR_PYTHON: join(home, 'none') });
    expect(await runRunbook(up, [], io)).toBe(3);
    expect(stderr()).toContain('PM-7001 git, bash, Terraform, Python');
    for (const way of [
      'apt-get install git',
      'brew install',
      'winget install',
      'npx phase-mirror check',
    ])
      expect(stderr()).toContain(way);
  });

  it('starts nothing and needs no Python behind an endpoint of the person', async () => {
    for (const tool of ['git', 'bash', 'terraform']) {
      const path = join(home, tool);
      const version = tool === 'terraform' ? `{"terraform_version": "1.11.4"}` : '9.9.9';
      writeFileSync(path, `#!/bin/sh\necho '${version}'\n`);
      chmodSync(path, 0o755);
    }
    const { io, stderr } = scene({
      PATH: `${home}:/usr/bin:/bin`,
      PHASE_MIRROR_PYTHON: join(home, 'none'),
      AWS_ENDPOINT_URL: 'http://127.0.0.1:65535',
    });
    expect(await runRunbook(up, [], io)).not.toBe(0);
    expect(stderr()).toContain('ok look for the tools');
    expect(stderr()).toContain(
      'skip start the local AWS (AWS_ENDPOINT_URL is http://127.0.0.1:65535)',
    );
  });

  it.each([
    [{}, 'start the local AWS on loopback'],
    [
      { AWS_ENDPOINT_URL: 'http://10.0.0.1:4566' },
      'use AWS at http://10.0.0.1:4566 (AWS_ENDPOINT_URL)',
    ],
  ])('says under --dry-run what it would do (%j)', async (env, first) => {
    const { io, stdout } = scene(env);
    expect(await runRunbook(up, ['--dry-run', '--json'], io)).toBe(0);
    const { intended } = JSON.parse(stdout()) as { intended: string[] };
    expect(intended).toHaveLength(5);
    expect(intended[0]).toContain(first);
  });
});

const result: UpResult = {
  local: {
    instance: 'one',
    pid: 4711,
    port: 4566,
    endpoint: 'http://127.0.0.1:4566',
    moto: '5.2.1',
    startedAt: '2026-11-22T00:00:00.000Z',
    requestLog: '/h/requests.jsonl',
  },
  endpoint: 'http://127.0.0.1:4566',
  changed: true,
  bootstrap: { changed: true, cancelled: false, found: [], intended: [], done: ['made it'] },
  deploy: {
    outcome: 'applied',
    review: { rows: [], changes: [], stateful: [], losing: [], changed: true },
    plans: [],
    stacks: [{ stack: 'data', outcome: 'applied' }],
  },
  verification: {
    rows: [
      { id: 'a', group: 'keys', promise: 'p', outcome: 'pass', evidence: 'e' },
      { id: 'b', group: 'keys', promise: 'q', outcome: 'fail', evidence: 'f' },
    ],
    passed: 1,
    failed: 1,
    couldNotRun: 0,
    ms: 3,
  },
  evaluations: [
    {
      example: 'examples/unsound',
      expected: 'block',
      outcome: 'block',
      findings: [
        {
          check: 'MD-001.1',
          title: 'never reported',
          place: 'f.json:30',
          reality: 'is the id',
          fix: 'Require it.',
        },
      ],
      report: '/p/.phase-mirror/local/reports/unsound.json',
      page: '/p/.phase-mirror/local/reports/unsound.html',
      repository: '/p/.phase-mirror/local/examples/unsound',
      at: '2026-11-22T00:00:00.000Z',
    },
    {
      example: 'examples/sound',
      expected: 'allow',
      outcome: 'allow',
      findings: [],
      report: '/p/.phase-mirror/local/reports/sound.json',
      page: '/p/.phase-mirror/local/reports/sound.html',
      repository: '/p/.phase-mirror/local/examples/sound',
      at: '2026-11-22T00:00:00.000Z',
    },
  ],
};

describe('what up says at its end', () => {
  const io = { root: '/p', env: {} };

  it('is where everything is, how the examples were judged and why, and what to try', () => {
    const text = renderUp(result, io);
    expect(text).toMatch(
      /^The environment local stands\.\n {2}AWS +http:\/\/127\.0\.0\.1:4566, pid 4711 \(account 123456789012, eu-central-1\)\n/,
    );
    expect(text).toContain('s3://phase-mirror-tfstate-123456789012-eu-central-1/workspaces/local/');
    expect(text).toContain('1 of 2 hold');
    expect(text).toContain('phase-mirror-local: aws --endpoint-url http://127.0.0.1:4566');
    expect(text).toContain('logs        .phase-mirror/local/logs');
    expect(text).toContain(
      'BLOCK examples/unsound\n  MD-001.1  never reported\n            f.json:30: is the id\n            fix: Require it.\n',
    );
    expect(text).toContain('ALLOW examples/sound\n  nothing found\n');
    expect(text).toContain('report      .phase-mirror/local/reports/unsound.json');
    expect(text).toContain('page        .phase-mirror/local/reports/unsound.html');
    expect(text).toMatch(/Try next\n[^]*npm run down/);
  });

  it('says of a second run that nothing was changed', () => {
    const { endpoint, bootstrap, deploy, verification, evaluations } = result;
    const same = { endpoint, bootstrap, deploy, verification, evaluations, changed: false };
    const text = renderUp(same, io);
    expect(text).toMatch(
      /^The environment local stands already: nothing was changed\.\n {2}AWS +http:\/\/127\.0\.0\.1:4566 \(/,
    );
  });

  it('is one document for programs, without the promises that hold', () => {
    expect(documentOf(result, io)).toMatchObject({
      changed: true,
      local: { pid: 4711 },
      deploy: { outcome: 'applied', stacks: [{ stack: 'data', outcome: 'applied' }] },
      verification: { failed: 1, rows: [{ id: 'b' }] },
      evaluations: [{ outcome: 'block' }, { outcome: 'allow' }],
      places: { dashboard: 'phase-mirror-local' },
    });
  });
});
