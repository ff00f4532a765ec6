import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { job, rulesetFile, workflowFile } from '../../../runtime/src/rules/example-files.js';
import { fakeGitHub, serve, type FakeGitHub } from '../../support/github/index.js';
import type { GivenGitHub } from '../../support/github/state.js';
import { repository, type TestRepository } from '../../support/repository.js';
import { REPO, world } from '../facts/github/live-world.js';
import { home, phaseMirror, type Ran } from './terminal.js';

const TOKEN = 'ghs_0123456789abcdefghijklmnopqrstuvwxyz';
let fake: FakeGitHub;
let close: (() => Promise<void>) | undefined;
afterEach(() => close?.());

/** Where a GitHub is that holds what is given. */
async function apiWith(given: GivenGitHub = {}): Promise<string> {
  await close?.();
  fake = fakeGitHub(given);
  const served = await serve(fake);
  ({ close } = served);
  return served.api;
}

function onGitHub(): TestRepository {
  const repo = repository({
    ...workflowFile(['pull_request'], job('build')),
    ...rulesetFile({ contexts: ['build'] }),
  });
  repo.git('remote', 'add', 'origin', 'https://github.com/acme/ledger.git');
  return repo;
}

async function ask(
  repo: TestRepository,
  given: GivenGitHub,
  args: readonly string[] = ['check', '--json'],
): Promise<Ran> {
  const api = await apiWith(given);
  return await phaseMirror([...args, '--repo', repo.folder, '--live'], {
    env: { GITHUB_TOKEN: TOKEN, GITHUB_API_URL: api },
  });
}

describe('--live', () => {
  it('is never implied: without it nothing is asked, whatever token there is', async () => {
    const api = await apiWith();
    const env = { GITHUB_TOKEN: TOKEN, GITHUB_API_URL: api, GITHUB_ACTIONS: 'true' };
    await phaseMirror(['check', '--repo', onGitHub().folder], { env });
    expect(fake.requests).toEqual([]);
  });

  it('says what the token may not see and which permission would show it', async () => {
    const { exit, stdout, stderr } = await ask(onGitHub(), {});
    expect(exit).toBe(0);
    const { unknowns } = JSON.parse(stdout) as { unknowns: readonly object[] };
    expect(unknowns).toContainEqual(
      expect.objectContaining({
        check: 'MD-004.3',
        subject: 'main',
        missing: 'administration: read',
      }),
    );
    expect(stdout + stderr).not.toContain(TOKEN);
  });

  it('is recorded, and judged again without network and token', async () => {
    const repo = onGitHub();
    const head = repo.git('rev-parse', 'HEAD');
    const live = await ask(repo, world(head));
    const recorded = await ask(repo, world(head), ['facts', '--out', 'live.json']);
    expect(recorded.exit).toBe(0);
    await close?.();
    const replay = await phaseMirror(['check', '--facts', 'live.json', '--json']);
    expect(JSON.parse(replay.stdout)).toMatchObject({
      findings: (JSON.parse(live.stdout) as { findings: object[] }).findings,
      unknowns: (JSON.parse(live.stdout) as { unknowns: object[] }).unknowns,
    });
    expect(fake.requests.length).toBeGreaterThan(5);
  });

  it('asks about the pull request of the event', async () => {
    const repo = onGitHub();
    const base = repo.git('rev-parse', 'HEAD');
    const head = repo.branch('copilot/fix', { 'a.txt': '1' });
    const api = await apiWith(world(head));
    writeFileSync(
      join(home, 'event.json'),
      JSON.stringify({
        pull_request: {
          number: 7,
          user: { login: 'Copilot', id: 198982749, type: 'Bot' },
          head: { ref: 'copilot/fix', sha: head },
          base: { ref: 'main', sha: base },
        },
      }),
    );
    await phaseMirror(['check', '--repo', repo.folder, '--live'], {
      env: {
        GH_TOKEN: TOKEN,
        GITHUB_API_URL: api,
        GITHUB_EVENT_NAME: 'pull_request',
        GITHUB_WORKSPACE: repo.folder,
        GITHUB_EVENT_PATH: join(home, 'event.json'),
        GITHUB_REPOSITORY: 'acme/ledger',
        GITHUB_BASE_REF: 'main',
      },
    });
    expect(fake.requests).toContainEqual(
      expect.objectContaining({
        path: `${REPO}/pulls/7/reviews`,
        query: { per_page: '100', page: '1' },
      }),
    );
    expect(fake.requests.map(({ path }) => path)).toContain(`${REPO}/collaborators/ada/permission`);
  });

  it.each<readonly [string, NodeJS.ProcessEnv, string]>([
    ['no token', {}, 'neither GITHUB_TOKEN nor GH_TOKEN is set'],
    ['an empty token', { GITHUB_TOKEN: '', GH_TOKEN: '' }, 'neither GITHUB_TOKEN nor GH_TOKEN'],
    [
      'a token with a line break',
      { GITHUB_TOKEN: 'secret-part\nx' },
      'characters that no token has',
    ],
    ['http', { GITHUB_TOKEN: TOKEN, GITHUB_API_URL: 'http://example.com' }, 'not an https address'],
    ['no address', { GITHUB_TOKEN: TOKEN, GITHUB_API_URL: 'github' }, 'not an https address'],
    [
      'an address with a user',
      { GITHUB_TOKEN: TOKEN, GITHUB_API_URL: 'https://a:b@example.com' },
      'not an https address',
    ],
  ])('is refused with %s', async (_, env, why) => {
    const { exit, stderr } = await phaseMirror(['check', '--repo', onGitHub().folder, '--live'], {
      env,
    });
    expect(exit).toBe(2);
    expect(stderr).toContain('PM-1002');
    expect(stderr).toContain(why);
    expect(stderr).not.toMatch(/ghs_0|secret-part/);
  });

  it('is refused for a repository that has no name on GitHub, and without a branch', async () => {
    const nameless = repository();
    expect((await ask(nameless, {})).stderr).toContain('is not on GitHub');
    const branchless = onGitHub();
    branchless.git('branch', '--move', 'trunk');
    branchless.git('branch', 'other');
    expect((await ask(branchless, {})).stderr).toContain('no --branch');
  });
});
