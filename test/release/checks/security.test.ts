import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { iam } from '../../../release/checks/security/iam.js';
import { FAKES } from '../../../release/checks/security/known-fakes.js';
import { digestOf, literalsIn } from '../../../release/checks/security/literals.js';
import { secretsHistory } from '../../../release/checks/security/secrets-history.js';
import { secretsState, secretsStateWith } from '../../../release/checks/security/secrets-state.js';
import { secretsTree } from '../../../release/checks/security/secrets-tree.js';
import { workflows } from '../../../release/checks/security/workflows.js';
import { opsError } from '../../../ops/errors.js';
import { repository } from '../../support/repository.js';
import { ask, seen, type Said } from './support.js';

// Put together here, so that no secret of that form stands in this file.
const TOKEN = ['ghp', 'k3Jq8ZtV1nXw6RbY0sLd4MfC7hGpEu2aTi9o'].join('_');
const PASSWORD = ['correct', 'horse', '4711'].join('-');
const PEM = [
  ['-----BEGIN', 'PRIVATE', 'KEY-----'].join(' '),
  'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj',
  ['-----END', 'PRIVATE', 'KEY-----'].join(' '),
].join('\n');
const fakes = (...digests: readonly string[]) =>
  JSON.stringify({ fakes: [{ reason: 'made up for a test', digests }] });

describe('what is a secret in a text', () => {
  it.each([
    ['a token by its form', `x = "${TOKEN}"`, ['github-token']],
    ['a password by its name', `password: ${PASSWORD}`, ['password']],
    ['a key over several lines', `a\n${PEM}\n`, ['private-key']],
    ['no heading of a key alone', PEM.split('\n')[0] ?? '', []],
    [
      'no code that is assigned',
      'const token = page.NextToken2;\nconst secret = read(1234567890);',
      [],
    ],
    ['no short word', 'password: hunter2', []],
    ['no name in words', 'token = some-name-of-something', []],
    ['no address and no person', 'ada@example.com 10.0.0.1 +49 30 1234567', []],
  ])('%s', (_, text, kinds) => {
    expect(literalsIn(text).map(({ kind }) => kind)).toEqual(kinds);
  });

  it('is told with its line and a digest, never itself', () => {
    const [literal] = literalsIn(`one\ntwo ${TOKEN}\n`);
    expect(literal).toEqual({ kind: 'github-token', line: 2, digest: digestOf(TOKEN) });
  });
});

describe('security/secrets-tree', () => {
  it('passes without one, and where the only one is a known fake', async () => {
    const { folder } = repository({ 'a.ts': 'export {};\n', 'b.bin': Buffer.from([0, 1, 2]) });
    expect(await ask(secretsTree, folder)).toMatchObject(seen('pass', 'none in 1 files; 0 known'));
    const known = repository({ 'a.ts': TOKEN, [FAKES]: fakes(digestOf(TOKEN)) });
    expect(await ask(secretsTree, known.folder)).toMatchObject(seen('pass', '1 known fakes'));
  });

  it('fails on one in a tracked or an untracked file, and says neither of them', async () => {
    const { folder } = repository({ 'a.env': `x\nTOKEN=${TOKEN}\n`, '.gitignore': 'out/\n' });
    writeFileSync(join(folder, 'new.txt'), PEM);
    const verdict = await ask(secretsTree, folder);
    expect(verdict).toMatchObject(seen('fail', '2 in 3 files'));
    expect(verdict.subjects).toEqual(
      expect.arrayContaining([
        `a.env:2 github-token ${digestOf(TOKEN)}`,
        expect.stringMatching(/^new\.txt:1 private-key [0-9a-f]{16}$/),
      ]),
    );
    expect(JSON.stringify(verdict)).not.toContain(TOKEN.slice(4, 20));
  });

  it.each([
    ['no JSON', '{'],
    ['no reason', JSON.stringify({ fakes: [{ reason: 'x', digests: [digestOf('x')] }] })],
    ['a value in place of a digest', fakes('hunter2')],
  ])('could not run where the list of fakes has %s', async (_, text) => {
    const { folder } = repository({ a: '', [FAKES]: text });
    expect(await ask(secretsTree, folder)).toMatchObject(seen('could-not-run', 'PM-8007'));
  });

  it('could not run without a repository', async () => {
    const { folder } = repository({ a: '' });
    rmSync(join(folder, '.git'), { recursive: true });
    expect((await ask(secretsTree, folder)).outcome).toBe('could-not-run');
  });
});

describe('security/secrets-history', () => {
  it('sees what a commit since the last release added, though it is gone by now', async () => {
    const made = repository({ 'a.txt': 'x\n' });
    made.git('tag', 'v0.1.0');
    expect(await ask(secretsHistory, made.folder)).toMatchObject(seen('pass', '1 commits (all)'));
    const id = made.commit({ 'key.pem': `${PEM}\n` }).slice(0, 7);
    made.commit({ 'key.pem': null });
    const verdict = await ask(secretsHistory, made.folder);
    expect(verdict).toMatchObject(seen('fail', '1 in 2 commits (those since v0.1.0)'));
    expect(verdict.subjects[0]).toMatch(new RegExp(`^${id}[0-9a-f]* private-key `));
    made.git('tag', 'v0.2.0');
    made.commit({ 'a.txt': 'y\n' });
    expect(await ask(secretsHistory, made.folder)).toMatchObject(seen('pass', 'since v0.2.0'));
  });

  it('sees one in a message, and knows the fakes', async () => {
    const made = repository({ 'a.txt': 'x\n' });
    made.commit({ 'a.txt': 'y\n' }, `fix: as shown\n\nWith ${TOKEN} it works.`);
    expect((await ask(secretsHistory, made.folder)).outcome).toBe('fail');
    made.commit({ [FAKES]: fakes(digestOf(TOKEN)) });
    expect(await ask(secretsHistory, made.folder)).toMatchObject(seen('pass', '1 known fakes'));
  });

  it('could not run without a repository', async () => {
    const { folder } = repository({ a: '' });
    rmSync(join(folder, '.git'), { recursive: true });
    expect((await ask(secretsHistory, folder)).outcome).toBe('could-not-run');
  });
});

describe('security/secrets-state', () => {
  const state = (type: string, attributes: object): string =>
    JSON.stringify({
      version: 4,
      serial: 1,
      lineage: 'x',
      resources: [{ mode: 'managed', type, name: 'one', instances: [{ attributes }] }],
    });
  const secure = { type: 'SecureString', value: '', value_wo_version: 1 };
  const read = (...texts: readonly string[]) =>
    secretsStateWith(() => Promise.resolve(new Map(texts.map((text, at) => [`s${at}`, text]))));
  const { folder } = repository({ a: '' });

  it.each([
    [
      'there is none',
      [state('aws_ssm_parameter', secure), state('aws_kms_key', { arn: 'a' })],
      'pass',
      'none in 2 states of staging',
    ],
    [
      'a parameter kept its value',
      [state('aws_ssm_parameter', { ...secure, value: 'ab' })],
      'fail',
      's0/aws_ssm_parameter.one value',
    ],
    [
      'an attribute is one',
      [state('aws_x', { password: PASSWORD })],
      'fail',
      's0/aws_x.one password ',
    ],
    [
      'an attribute holds one',
      [state('aws_x', { user_data: `curl -H ${TOKEN}` })],
      'fail',
      's0/aws_x.one github-token ',
    ],
    ['there is no state', [], 'could-not-run', 'staging has no state yet'],
    ['a state is no JSON', ['<xml/>'], 'could-not-run', 'no Terraform state'],
    ['a state is none', ['{"resources":3}'], 'could-not-run', 'no Terraform state'],
  ])('%s', async (_, texts, outcome, why) => {
    const verdict = await ask(read(...texts), folder);
    expect(verdict).toMatchObject(seen(outcome, why));
    expect(JSON.stringify(verdict)).not.toContain(PASSWORD);
  });

  it('could not run where AWS cannot be reached, or the account is not known', async () => {
    const unreachable = secretsStateWith(() =>
      Promise.reject(opsError('PM-7004', { what: 'AWS at http://127.0.0.1:1' })),
    );
    expect(await ask(unreachable, folder)).toMatchObject(seen('could-not-run', 'PM-7004'));
    const asked = { environment: 'production', env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' } };
    expect(await ask(secretsState, folder, asked)).toMatchObject(
      seen('could-not-run', 'PM-1002 production: account is not set'),
    );
  });
});

describe('security/iam', () => {
  const { folder } = repository({ a: '' });
  const report = (passed: number, failed: number, pending = 0, suites = failed): string =>
    JSON.stringify({
      numPassedTests: passed,
      numFailedTests: failed,
      numPendingTests: pending,
      numFailedTestSuites: suites,
      testResults: [
        {
          assertionResults: Array.from({ length: failed }, () => ({
            fullName: 'deployer may not delete a table',
            status: 'failed',
          })),
        },
      ],
    });
  const jest =
    (text: string | undefined, exit = 0) =>
    ({ args }: { readonly args: readonly string[] }): Said => {
      const file = args.find((arg) => arg.startsWith('--outputFile='))?.slice(13);
      if (text !== undefined) writeFileSync(file ?? '', text);
      return { exit };
    };

  it.each([
    ['each case holds', jest(report(40, 0)), 'pass', '40 cases hold'],
    ['a case fails', jest(report(39, 1), 1), 'fail', '1 of 40 cases fail: deployer may not delete'],
    ['a file cannot be loaded', jest(report(3, 0, 0, 1), 1), 'fail', '1 files cannot be loaded'],
    ['no case was there', jest(report(0, 0)), 'could-not-run', '0 cases passed'],
    ['a case was left out', jest(report(3, 0, 2)), 'could-not-run', '2 were left out'],
    ['the report is no JSON', jest('{'), 'could-not-run', 'no JSON'],
    ['the report has no counts', jest('{}'), 'could-not-run', 'no counts'],
    ['there is no report', jest(undefined, 1), 'could-not-run', 'no report (exit 1)'],
  ])('%s', async (_, answer, outcome, why) => {
    expect(await ask(iam, folder, { answers: { jest: answer } })).toMatchObject(seen(outcome, why));
  });

  it('could not run without jest', async () => {
    expect(await ask(iam, folder)).toMatchObject(seen('could-not-run', 'PM-7001'));
  });
});

describe('security/workflows', () => {
  const SHA = '11bd71901bbe5b1630ceea73d27597364c9af683';
  const workflow = (permissions: string, action: string, on = 'pull_request'): string =>
    [
      'name: CI',
      `on: { ${on}: {} }`,
      permissions,
      'jobs:',
      '  test:',
      '    runs-on: ubuntu-24.04',
      '    steps:',
      `      - uses: ${action}`,
      '      - run: npm test',
      '',
    ].join('\n');
  const READ = 'permissions: { contents: read }';

  it.each([
    ['pinned and least privileged', workflow(READ, `actions/checkout@${SHA}`), 'pass', 'are sound'],
    [
      'an action by a branch',
      workflow(READ, 'acme/setup@main'),
      'fail',
      'MD-003.1 acme/setup@main',
    ],
    [
      'a token that may write',
      workflow('permissions: write-all', `actions/checkout@${SHA}`),
      'fail',
      'MD-002.3',
    ],
    [
      'a token of the default',
      workflow('', `actions/checkout@${SHA}`),
      'could-not-run',
      'states no permissions',
    ],
  ])('%s', async (_, text, outcome, why) => {
    const { folder } = repository({ '.github/workflows/ci.yml': text });
    expect(await ask(workflows, folder)).toMatchObject(seen(outcome, why));
  });

  it('is not applicable without one, and could not run on what cannot be read', async () => {
    expect((await ask(workflows, repository({ a: '' }).folder)).outcome).toBe('not-applicable');
    const broken = repository({ '.github/workflows/ci.yml': 'on: [push\njobs: {' });
    expect((await ask(workflows, broken.folder)).outcome).toBe('could-not-run');
    const { folder } = repository({ a: '' });
    rmSync(join(folder, '.git'), { recursive: true });
    expect(await ask(workflows, folder)).toMatchObject(seen('could-not-run', 'PM-2001'));
  });
});
