/**
 * Known secrets go in by every way that there is, and are looked for in everything that comes out: what
 * the commands print, log, write and throw, what they keep, and what goes over the wire.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Libsql from 'libsql';
import { FORMATS } from '../../../runtime/src/report/formats.js';
import { job, rulesetFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import { nonceCache, saltCache } from '../../../runtime/src/privacy/index.js';
import type { AwsStores } from '../../../runtime/src/stores/aws/index.js';
import { faultServer, type Call, type Fault, type FaultServer } from '../../fault/fault-server.js';
import { OPERATIONS } from '../../fault/operations.js';
import { faultScene } from '../../fault/scene.js';
import { repository, type TestRepository } from '../../support/repository.js';
import { phaseMirror, type Ran } from '../cli/terminal.js';
import { ALL_PLANTED, foundIn, NONCE, PIECES, PLANTED, SALT } from './planted.js';

const JOBS = `\n  quiet:\n    runs-on: x\n    steps:\n      - run: 'true'\n`;

/**
 * A change of whose every text a secret is a part. It is unsound, so that it is quoted; with malformed
 * workflows, what they are is unknown, and that is said.
 */
function plantedRepository({ malformed = false } = {}): TestRepository {
  const contexts = PLANTED.map(({ text }) => text);
  const jobs = contexts.flatMap((text, i) =>
    job(`job-${i}`, `name: ${JSON.stringify(`Job ${text}`)}`),
  );
  // Only what gives itself away is known in the name of a file.
  const fileNames = PLANTED.filter(
    ({ text, secret }) => text === secret && /^[\w.@-]+$/.test(text),
  );
  const repo = repository({
    ...workflowFile(['pull_request'], jobs),
    ...Object.fromEntries(
      fileNames.map(({ secret }) => [
        `.github/workflows/${secret}.yml`,
        `name: ${JSON.stringify(ALL_PLANTED)}\non: push\njobs:${malformed ? ' {' : JOBS}`,
      ]),
    ),
    CODEOWNERS: `# ${ALL_PLANTED}\n* grace.hopper@navy.example\n`,
  });
  repo.git('switch', '--quiet', '--create', 'change');
  repo.git('config', 'user.email', 'grace.hopper@navy.example');
  repo.commit(
    { ...rulesetFile({ contexts, app: 15_368, queue: true }), 'notes.txt': ALL_PLANTED },
    `${ALL_PLANTED}\n\nCo-authored-by: Grace <grace.hopper@navy.example>`,
  );
  const token = PLANTED.find(({ kind }) => kind === 'github-token')?.secret ?? '';
  repo.git(
    'remote',
    'add',
    'origin',
    `https://x-access-token:${token}@github.example/octo/app.git`,
  );
  return repo;
}

let home: string;
let repo: TestRepository;
let malformed: TestRepository;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'phase-mirror-no-secret-'));
  repo = plantedRepository();
  malformed = plantedRepository({ malformed: true });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Every file below a folder, as characters of one byte. */
function filesBelow(folder: string): readonly (readonly [path: string, bytes: string])[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => [path, readFileSync(path, 'latin1')] as const);
}

const said = ({ stdout, stderr }: Ran): string => `${stdout}\n${stderr}`;

it('looks for what it would find', () => {
  expect(foundIn(`x ${ALL_PLANTED} y`, PLANTED)).toHaveLength(PLANTED.length);
  expect(foundIn(NONCE.slice(3, 20), PIECES).length).toBeGreaterThan(0);
  expect(new Set(PLANTED.map(({ kind }) => kind)).size).toBeGreaterThan(17);
});

describe('with the embedded store', () => {
  const env = (): NodeJS.ProcessEnv => ({ HOME: home, XDG_STATE_HOME: join(home, 'state') });
  const command = (...args: readonly string[]): Promise<Ran> =>
    phaseMirror(args, { cwd: home, env: env() });

  it('no command prints, logs or writes a secret of the repository', async () => {
    const out = FORMATS.flatMap((format) => ['--out', `${format}=report.${format}`]);
    const shown: Ran[] = [
      await command('check', '--repo', repo.folder, '--verbose', ...out),
      await command('check', '--repo', repo.folder, '--json'),
      await command('facts', '--repo', repo.folder),
      await command('facts', '--repo', repo.folder, '--out', 'facts.json'),
      await command('check', '--facts', 'facts.json', '--verbose'),
      await command('report', 'report.json', '--format', 'html'),
      await command('doctor', '--repo', repo.folder),
      await command('doctor', '--json'),
      await command('check', '--repo', malformed.folder, '--verbose'),
      await command('check', '--repo', malformed.folder, '--json'),
    ];
    // The change is judged and found unsound: its texts were really quoted.
    expect(shown[0]).toMatchObject({ exit: 1 });
    expect(shown[0]?.stdout).toContain('[redacted:github-token:v1:');
    expect(shown[8]?.stdout).toContain('not known');
    expect(shown.flatMap((ran) => foundIn(said(ran)))).toEqual([]);
    for (const [path, bytes] of filesBelow(home)) {
      expect([path, foundIn(bytes, PLANTED)]).toEqual([path, []]);
    }
    expect(readdirSync(home)).toEqual(
      expect.arrayContaining(['report.html', 'facts.json', 'state']),
    );
  });

  it('the nonce stays in its own table, and nothing else holds it', () => {
    const file = join(home, 'state', 'phase-mirror', 'local.db');
    const db = new Libsql(file, { readonly: true });
    const tables = (
      db.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).all() as { name: string }[]
    ).map(({ name }) => name);
    const dump = (name: string): string =>
      JSON.stringify(db.prepare(`SELECT * FROM "${name}"`).all());
    const secrets = db.prepare(`SELECT value FROM secrets`).all() as { value: string }[];
    const others = tables
      .filter((name) => name !== 'secrets')
      .map(dump)
      .join('\n');
    db.close();
    expect(secrets.length).toBeGreaterThanOrEqual(1);
    expect(others).toContain('octo/app');
    const outside = filesBelow(home).filter(([path]) => !path.startsWith(file));
    for (const { value } of secrets) {
      expect(others.includes(value.slice(0, 12))).toBe(false);
      for (const [path, bytes] of outside) {
        expect([path, bytes.includes(value.slice(0, 12))]).toEqual([path, false]);
      }
    }
  });

  it.each<readonly [string, readonly string[]]>([
    ['a command', [ALL_PLANTED]],
    ['an argument', ['check', ALL_PLANTED]],
    ['a store', ['check', '--store', ALL_PLANTED]],
    ['a folder', ['check', '--repo', `/no/such/${ALL_PLANTED}`]],
    ['a revision', ['check', '--head', ALL_PLANTED]],
    ['a file to write', ['check', '--out', `json=/no/such/${ALL_PLANTED}`]],
    ['a file to judge', ['check', '--facts', `/no/such/${ALL_PLANTED}`]],
    ['a report', ['report', `/no/such/${ALL_PLANTED}`]],
  ])('%s that is wrong is not quoted with its secrets', async (_, args) => {
    for (const json of [[], ['--json']]) {
      const ran = await phaseMirror([...args, ...json], { cwd: repo.folder, env: env() });
      expect(ran.exit).toBeGreaterThan(0);
      expect(foundIn(said(ran))).toEqual([]);
    }
  });
});

describe('with AWS, whose every answer may be an error full of secrets', () => {
  const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y' };
  let server: FaultServer;
  beforeAll(async () => {
    Object.assign(process.env, CREDENTIALS);
    server = await faultServer();
  });
  afterAll(async () => {
    for (const name of Object.keys(CREDENTIALS)) Reflect.deleteProperty(process.env, name);
    await server.close();
  });

  const parameters = (): object => ({
    Parameters: [
      { Name: '/guardian/local/redaction_nonce_v1', Value: NONCE, LastModifiedDate: recently() },
      { Name: '/guardian/local/hmac_salt_v1', Value: SALT, LastModifiedDate: recently() },
    ],
  });
  const recently = (): number => Date.now() / 1000 - 86_400;
  const answer = ({ target }: Call): object | undefined =>
    target.endsWith('GetParametersByPath') ? parameters() : undefined;
  const refusal = `User ${ALL_PLANTED} is not authorized`;
  const DENIED: Fault = {
    kind: 'error',
    status: 400,
    type: 'AccessDeniedException',
    more: { message: refusal },
  };

  const TARGETS = [
    'nothing',
    'GetParametersByPath',
    'GetParameters',
    'BatchGetItem',
    'PutItem',
    'UpdateItem',
    'CreateLogStream',
    'PutLogEvents',
    'PutMetricData',
  ];
  it.each(TARGETS)('a check lets none out when %s is denied', async (target) => {
    const state = join(home, `aws-${target}`);
    const from = server.calls.length;
    server.answer = answer;
    server.fault = (call) => (call.target.endsWith(target) ? DENIED : undefined);
    const env = { AWS_ENDPOINT_URL: server.endpoint, HOME: state, XDG_STATE_HOME: state };
    const scope = ['--store', 'aws', '--region', 'eu-central-1', '--repo', repo.folder];
    const shown = [
      await phaseMirror(['check', '--verbose', ...scope], { env }),
      await phaseMirror(['check', '--json', ...scope], { env }),
      await phaseMirror(['doctor', ...scope], { env }),
    ];
    const denied = shown[2]?.stdout.includes('not authorized');
    // What is denied was asked, and what it said was passed on: only its secrets were not.
    if (/Get/.test(target)) expect(denied).toBe(true);
    expect(shown.flatMap((ran) => foundIn(said(ran)))).toEqual([]);
    const sent = server.calls.slice(from);
    expect(sent.length).toBeGreaterThan(5);
    for (const call of sent) expect([call.target, foundIn(call.raw)]).toEqual([call.target, []]);
    const kept = target === 'PutItem' || target === 'UpdateItem' ? filesBelow(state) : [];
    if (target === 'PutItem') expect(kept).toHaveLength(1);
    for (const [path, bytes] of kept) expect([path, foundIn(bytes)]).toEqual([path, []]);
  });

  it('an answer that breaks off behind a secret is not quoted', async () => {
    const body = `{"Parameters":[{"Name":"x","Value":"${NONCE}"},oops]}`;
    server.fault = (call) =>
      call.target.endsWith('GetParametersByPath') ? { kind: 'body', body } : undefined;
    const env = { AWS_ENDPOINT_URL: server.endpoint };
    const args = ['--store', 'aws', '--region', 'eu-central-1', '--repo', repo.folder];
    for (const command of ['check', 'doctor', 'facts']) {
      const ran = await phaseMirror([command, ...args], { env });
      expect(said(ran)).toContain('PM-4001');
      expect(foundIn(said(ran))).toEqual([]);
      expect(said(ran)).not.toContain(NONCE.slice(-5));
    }
  });

  const caught = (run: Promise<unknown>): Promise<unknown> =>
    run.then(
      () => 'no error',
      (e: unknown) => e,
    );
  const shownWhole = (value: unknown): string => inspect(value, { depth: 20, showHidden: true });

  it('no error of a port holds what a malformed answer held', () =>
    faultScene(async ({ server: broken, stores }) => {
      broken.fault = () => ({ kind: 'body', body: `{"Value":"${NONCE}","Other":"${SALT}"},oops` });
      for (const [name, , run] of OPERATIONS) {
        const error = await caught(run(stores));
        expect([name, foundIn(shownWhole(error), PIECES)]).toEqual([name, []]);
      }
    }));

  it('no cache and no status of secrets shows one, loaded or malformed', () =>
    faultScene(async ({ server: broken, stores }: { server: FaultServer; stores: AwsStores }) => {
      broken.answer = answer;
      const caches = [nonceCache(stores), saltCache(stores)];
      const shown: unknown[] = [];
      for (const cache of caches) shown.push(await cache.keys(), cache.status(), cache);
      broken.answer = () => ({
        Parameters: [
          { Name: '/guardian/local/redaction_nonce_v1', Value: `${NONCE} `, LastModifiedDate: 1 },
        ],
      });
      const malformed = nonceCache(stores);
      shown.push(await caught(malformed.keys()), malformed.status());
      expect(foundIn(shown.map(shownWhole).join('\n'), PIECES)).toEqual([]);
    }));
});
