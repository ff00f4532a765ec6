import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { codeowners } from '../../../ops/runbooks/codeowners.js';
import { gitHubDesk, type DeskRun, type GitHubDesk } from '../support/github-desk.js';

let desk: GitHubDesk;
let file: string;
beforeEach(async () => {
  desk = await gitHubDesk({
    repos: { 'acme/app': { collaborators: { alice: 'write', rita: 'read', max: 'maintain' } } },
    orgs: {
      acme: {
        teams: {
          stewards: { repos: { 'acme/app': 'push' } },
          readers: { repos: { 'acme/app': 'pull' } },
          idle: {},
        },
      },
    },
    users: { alice: {}, rita: {}, max: {} },
  });
  mkdirSync(join(desk.folder, 'repo/.github'), { recursive: true });
  file = join(desk.folder, 'repo/.github/CODEOWNERS');
});
afterEach(() => desk.close());

const run = (action: string, args: readonly string[] = [], env = {}): Promise<DeskRun> =>
  desk.run(
    codeowners,
    [action, '--folder', join(desk.folder, 'repo'), '--repo', 'acme/app', ...args],
    env,
  );
const owners = ({ json }: DeskRun): unknown =>
  (json['owners'] as { owner: string; state: string; why: string }[]).map(
    ({ owner, state, why }) => `${owner} ${state}: ${why}`,
  );

describe('codeowners check', () => {
  it('says of each owner whether GitHub asks anybody', async () => {
    writeFileSync(
      file,
      '* @steward-username\n/a @alice @rita @max @nobody\n/b @acme/stewards @acme/readers @acme/idle @acme/none @other/team\n/c a@b.org @-x\n',
    );
    const checked = await run('check');
    expect(checked).toMatchObject({ exit: 1, json: { error: { code: 'PM-6022' } } });
    expect(owners(checked)).toEqual([
      '@steward-username wrong: a placeholder: nobody answers to it',
      '@alice ok: may write to acme/app',
      '@rita wrong: may not write to acme/app (read): GitHub asks nobody',
      '@max ok: may write to acme/app',
      '@nobody wrong: GitHub knows no such user',
      '@acme/stewards ok: may write to acme/app',
      '@acme/readers wrong: may only read acme/app (pull): GitHub asks nobody',
      '@acme/idle wrong: the team has no access to acme/app: GitHub asks nobody',
      '@acme/none wrong: acme shows this token its teams, and has none of that name',
      '@other/team wrong: a team of other, which cannot own files of acme',
      'a@b.org note: GitHub tells nobody whose address it is',
      '@-x wrong: neither @user, @org/team nor an address',
    ]);
  });

  it('is content with owners that may be asked', async () => {
    writeFileSync(file, '* @alice @acme/stewards\n');
    expect(await run('check')).toMatchObject({ exit: 0 });
  });

  it('says which permission is missing where the token does not see the teams, and calls nobody right', async () => {
    desk.github.state.seesTeams = false;
    writeFileSync(file, '* @acme/stewards\n');
    const checked = await run('check');
    expect(checked).toMatchObject({ exit: 3, json: { error: { code: 'PM-6023' } } });
    expect(owners(checked)).toEqual([
      expect.stringMatching(/unknown: .*Not Found; the token may lack Members: read of acme/),
    ]);
  });

  it('finds placeholders without any token, and knows nothing of the others', async () => {
    const none = { GITHUB_TOKEN: '', PATH: '/nonexistent' };
    writeFileSync(file, '* @alice\n');
    expect(await run('check', [], none)).toMatchObject({
      exit: 3,
      json: { error: { code: 'PM-6023', remedy: expect.stringMatching(/Set GITHUB_TOKEN/) } },
    });
    writeFileSync(file, '* @alice @your-team\n');
    expect(await run('check', [], none)).toMatchObject({ exit: 1 });
    expect(desk.github.requests).toEqual([]);
  });

  it.each([
    ['no file', () => undefined, /there is none/],
    ['a symbolic link', () => symlinkSync('/etc/hostname', file), /symbolic link/],
    ['a folder', () => mkdirSync(file), /no file/],
    ['bytes that are no text', () => writeFileSync(file, Buffer.from([0x2a, 0xff])), /UTF-8/],
  ])('refuses %s', async (_, make, why) => {
    make();
    const checked = await run('check');
    expect(checked).toMatchObject({ exit: 2, json: { error: { code: 'PM-1002' } } });
    expect(checked.stderr).toMatch(why);
  });
});

describe('codeowners replace', () => {
  const BEFORE = '\ufeff# owners\r\n*   @steward-username\r\n/docs @alice';
  const AFTER = '\ufeff# owners\r\n*   @acme/stewards\r\n/docs @alice';
  const MAP = ['--map', '@steward-username=@acme/stewards'];
  beforeEach(() => writeFileSync(file, BEFORE));

  it('replaces the owner and not a byte more, and a second run has nothing to do', async () => {
    chmodSync(file, 0o640);
    const first = await run('replace', [...MAP, '--yes']);
    expect(first).toMatchObject({ exit: 0, json: { outcome: 'applied' } });
    expect(readFileSync(file, 'utf8')).toBe(AFTER);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(join(file, '..'))).toEqual(['CODEOWNERS']);
    const second = await run('replace', [...MAP, '--yes']);
    expect(second).toMatchObject({ exit: 0, json: { outcome: 'unchanged' } });
    expect(desk.github.writes()).toEqual([]);
  });

  it('shows each replacement with --dry-run, and writes nothing', async () => {
    const { exit, json } = await run('replace', [...MAP, '--map', '@zoe=@alice', '--dry-run']);
    expect(exit).toBe(0);
    expect(json['plan']).toMatchObject({
      steps: [{ calls: ['file:.github/CODEOWNERS:2 @steward-username → @acme/stewards'] }],
      notes: ['@zoe owns nothing in .github/CODEOWNERS'],
    });
    expect(readFileSync(file, 'utf8')).toBe(BEFORE);
  });

  it.each([
    ['that GitHub does not know', '@nobody'],
    ['that may not write', '@rita'],
    ['of a team without access', '@acme/idle'],
    ['that is a placeholder again', '@your-team'],
  ])('refuses an owner %s', async (_, owner) => {
    const refused = await run('replace', ['--map', `@steward-username=${owner}`, '--yes']);
    expect(refused).toMatchObject({ exit: 1, json: { error: { code: 'PM-6022' } } });
    expect(readFileSync(file, 'utf8')).toBe(BEFORE);
  });

  it('notes what could not be checked, and goes on', async () => {
    desk.github.state.seesTeams = false;
    const done = await run('replace', [...MAP, '--yes']);
    expect(done).toMatchObject({ exit: 0, json: { outcome: 'applied' } });
    expect(JSON.stringify(done.json['plan'])).toMatch(/could not be checked.*Members: read/);
    expect(readFileSync(file, 'utf8')).toBe(AFTER);
  });

  it('needs a mapping', async () => {
    expect(await run('replace')).toMatchObject({ exit: 2, json: { error: { code: 'PM-1001' } } });
  });
});
