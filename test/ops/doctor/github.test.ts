import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { githubFindings } from '../../../ops/doctor/github.js';
import { fakeGitHub, serve, type FakeGitHub } from '../../support/github/index.js';
import { testIo } from '../support/test-io.js';

let bin: string;
let github: FakeGitHub;
let api: string;
let close: () => Promise<void>;
beforeEach(async () => {
  bin = mkdtempSync(join(tmpdir(), 'pm-gh-'));
  github = fakeGitHub();
  ({ api, close } = await serve(github));
});
afterEach(async () => {
  rmSync(bin, { recursive: true, force: true });
  await close();
});

const TOKEN = 'a-token-that-nobody-may-see';
const scene = (env: Record<string, string> = {}) =>
  testIo({
    env: {
      PATH: [bin, '/usr/bin', '/bin'].join(delimiter),
      GITHUB_API_URL: api,
      ...env,
    },
  }).io;
function gh(text: string): void {
  writeFileSync(join(bin, 'gh'), `#!/bin/sh\n${text}\n`);
  chmodSync(join(bin, 'gh'), 0o755);
}

describe('the GitHub token', () => {
  it.each(['GITHUB_TOKEN', 'GH_TOKEN'])('is found in %s, by its name only', async (name) => {
    const [finding] = await githubFindings(scene({ [name]: TOKEN }));
    expect(finding).toEqual({ group: 'GitHub', name: 'token', state: 'ok', value: name });
  });

  it('is found with the GitHub CLI, and masked from then on', async () => {
    gh(`echo ${TOKEN}`);
    const io = scene();
    const [finding] = await githubFindings(io);
    expect(finding).toMatchObject({ state: 'ok', value: 'gh auth token' });
    expect(io.mask.apply(`x ${TOKEN}`)).toBe('x ********');
  });

  it.each([
    ['nobody is logged in', 'echo "no oauth token found" >&2; exit 1'],
    ['the CLI prints nothing', 'exit 0'],
  ])('is missed, not wanting, when %s', async (_, text) => {
    gh(text);
    expect(await githubFindings(scene())).toMatchObject([{ state: 'note' }]);
  });

  it('is missed, not wanting, without the CLI', async () => {
    const io = testIo({ env: { PATH: bin } }).io;
    expect(await githubFindings(io)).toMatchObject([{ state: 'note' }]);
  });
});

describe('what the GitHub token may do', () => {
  it.each<readonly [string, (github: FakeGitHub) => void, string, string | RegExp]>([
    [
      'a classic token: its scopes',
      ({ state }) => (state.scopes = 'repo, read:org'),
      'ok',
      'repo, read:org',
    ],
    ['a classic token without any', ({ state }) => (state.scopes = ''), 'ok', /public reading/],
    ['a fine-grained token', () => undefined, 'note', /does not tell/],
    ['the token of a job', (fake) => fake.fail(403), 'note', /permissions/],
    ['a token that is not valid any more', (fake) => fake.fail(401), 'wanting', /does not accept/],
  ])('is told for %s', async (_, change, state, value) => {
    change(github);
    const [, scopes] = await githubFindings(scene({ GH_TOKEN: TOKEN }));
    expect(scopes).toMatchObject({ name: 'scopes', state, value: expect.stringMatching(value) });
  });

  it('is not known while GitHub does not answer, and that is not wanting', async () => {
    await close();
    const [, scopes] = await githubFindings(scene({ GH_TOKEN: TOKEN }));
    expect(scopes).toMatchObject({ state: 'note', value: expect.stringMatching(/ECONNREFUSED/) });
  });

  it('is wanting where the token would be sent without TLS', async () => {
    const env = { GH_TOKEN: TOKEN, GITHUB_API_URL: 'http://github.example' };
    const [, scopes] = await githubFindings(scene(env));
    expect(scopes).toMatchObject({
      state: 'wanting',
      value: expect.stringMatching(/GITHUB_API_URL/),
    });
  });
});
