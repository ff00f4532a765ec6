import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { githubFinding } from '../../../ops/doctor/github.js';
import { testIo } from '../support/test-io.js';

let bin: string;
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'pm-gh-'));
});
afterEach(() => rmSync(bin, { recursive: true, force: true }));

const TOKEN = 'a-token-that-nobody-may-see';
const scene = (env: Record<string, string> = {}) =>
  testIo({ env: { PATH: [bin, '/usr/bin', '/bin'].join(delimiter), ...env } }).io;
function gh(text: string): void {
  writeFileSync(join(bin, 'gh'), `#!/bin/sh\n${text}\n`);
  chmodSync(join(bin, 'gh'), 0o755);
}

describe('the GitHub token', () => {
  it.each(['GITHUB_TOKEN', 'GH_TOKEN'])('is found in %s, by its name only', async (name) => {
    const finding = await githubFinding(scene({ [name]: TOKEN }));
    expect(finding).toEqual({ group: 'GitHub', name: 'token', state: 'ok', value: name });
  });

  it('is found with the GitHub CLI, and masked from then on', async () => {
    gh(`echo ${TOKEN}`);
    const io = scene();
    const finding = await githubFinding(io);
    expect(finding).toMatchObject({ state: 'ok', value: 'gh auth token' });
    expect(io.mask.apply(`x ${TOKEN}`)).toBe('x ********');
  });

  it.each([
    ['nobody is logged in', 'echo "no oauth token found" >&2; exit 1'],
    ['the CLI prints nothing', 'exit 0'],
  ])('is missed, not wanting, when %s', async (_, text) => {
    gh(text);
    expect(await githubFinding(scene())).toMatchObject({ state: 'note' });
  });

  it('is missed, not wanting, without the CLI', async () => {
    const io = testIo({ env: { PATH: bin } }).io;
    expect(await githubFinding(io)).toMatchObject({ state: 'note' });
  });
});
