import { spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from '@jest/globals';
import { fakeGitHub, serve, type FakeGitHub } from '../support/github/index.js';
import type { Served } from '../support/github/serve.js';

const NAME = 'acme/app';
const BOT = 'github-actions[bot]';
let served: Served | undefined;
afterEach(async () => {
  await served?.close();
});

async function gitHub(): Promise<FakeGitHub> {
  const fake = fakeGitHub({
    repos: { [NAME]: {} },
    users: { [BOT]: { type: 'Bot' } },
    me: BOT,
  });
  served = await serve(fake);
  return fake;
}

/** A process of its own, with the variables that a runner sets: what the workflows start. */
async function tell(
  result: string,
  env: NodeJS.ProcessEnv = {},
): Promise<{ readonly exit: number | null; readonly said: string }> {
  const child = spawn(process.execPath, ['.github/tell.js'], {
    env: {
      GITHUB_API_URL: served?.api,
      GITHUB_TOKEN: 'ghs_a-token-that-nobody-may-see',
      GITHUB_REPOSITORY: NAME,
      GITHUB_WORKFLOW: 'Audit',
      GITHUB_RUN_ID: '4711',
      RESULT: result,
      ...env,
    },
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const exit = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { exit, said };
}

const issuesOf = (fake: FakeGitHub) => fake.state.repos.get(NAME)?.issues ?? [];

describe('the issue about failed runs', () => {
  it('is opened by the first, spoken to by the next, closed by one that succeeds, and opened anew', async () => {
    const fake = await gitHub();
    expect(await tell('success')).toEqual({ exit: 0, said: 'Nothing to tell.\n' });
    expect(fake.writes()).toEqual([]);
    expect(await tell('failure')).toEqual({ exit: 0, said: '#1 is opened.\n' });
    expect(issuesOf(fake)).toMatchObject([{ title: 'Audit: a run has failed', state: 'open' }]);
    expect(issuesOf(fake)[0]?.body).toContain('https://github.com/acme/app/actions/runs/4711)');
    expect(await tell('cancelled')).toEqual({ exit: 0, said: '#1 says so.\n' });
    expect(await tell('success')).toEqual({ exit: 0, said: '#1 is closed.\n' });
    const [issue] = issuesOf(fake);
    expect(issue?.state).toBe('closed');
    expect(issue?.comments.map(({ body }) => body)).toEqual([
      expect.stringMatching(/4711\) was cancelled or ran out of time as well\.$/),
      expect.stringMatching(/4711\) succeeded\.$/),
    ]);
    expect((await tell('failure')).said).toBe('#2 is opened.\n');
  });

  it('is one a workflow, and never one that a person wrote', async () => {
    const fake = await gitHub();
    await tell('failure');
    expect((await tell('failure', { GITHUB_WORKFLOW: 'Drift' })).said).toBe('#2 is opened.\n');
    const [mine] = issuesOf(fake);
    if (mine === undefined) throw new Error('nothing was opened');
    mine.user = 'mallory';
    expect((await tell('success')).said).toBe('Nothing to tell.\n');
    expect(mine.state).toBe('open');
  });

  it('is asked for once more where GitHub could not answer, and not opened twice', async () => {
    const fake = await gitHub();
    fake.fail(502, { on: /^GET/ });
    expect((await tell('failure')).said).toBe('#1 is opened.\n');
    fake.fail('answer lost', { on: /^POST/ });
    const lost = await tell('failure', { GITHUB_WORKFLOW: 'Drift' });
    expect(lost).toMatchObject({
      exit: 1,
      said: expect.stringMatching(/^::error title=Nobody was told::/),
    });
    expect(issuesOf(fake)).toHaveLength(2);
  });

  it.each([
    ['a token that may not', 403, {}, /POST issues: 403 .*not accessible/],
    ['no token', undefined, { GITHUB_TOKEN: '' }, /GITHUB_TOKEN not set/],
  ])('fails, and says why: %s', async (_, fault, env, why) => {
    const fake = await gitHub();
    if (fault !== undefined) fake.fail(fault, { on: /^POST/ });
    const { exit, said } = await tell('failure', env);
    expect(exit).toBe(1);
    expect(said).toMatch(why);
    expect(said).not.toContain('nobody-may-see');
    expect(issuesOf(fake)).toEqual([]);
  });
});
