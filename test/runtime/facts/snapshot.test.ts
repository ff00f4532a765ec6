import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import {
  collectFacts,
  digestOf,
  gitCommand,
  type Facts,
  type FactsRequest,
} from '../../../runtime/src/facts/index.js';
import { repository, type TestRepository } from '../../support/repository.js';

const CI = 'on: pull_request\njobs:\n  build:\n    runs-on: x\n';
const collect = (repo: TestRepository, request: Partial<FactsRequest> = {}): Promise<Facts> =>
  collectFacts(gitCommand(repo.folder, process.env), { env: {}, ...request });

const outside = mkdtempSync(join(tmpdir(), 'phase-mirror-facts-'));
afterAll(() => rmSync(outside, { recursive: true, force: true }));

describe('the snapshot', () => {
  it('does not hang on the work tree, the time zone, the locale or variables of git', async () => {
    const repo = repository({ '.github/workflows/ci.yml': CI, '.github/rulesets/main.json': '{}' });
    repo.branch('change', { 'ä ü.txt': '1' });
    const first = digestOf(await collect(repo));
    writeFileSync(join(repo.folder, '.github/workflows/ci.yml'), 'changed, not committed');
    mkdirSync(join(repo.folder, '.github/workflows/new'));
    repo.git('config', 'core.quotePath', 'true');
    repo.git('config', 'diff.renames', 'false');
    repo.git('config', 'log.date', 'relative');
    const env = {
      ...process.env,
      TZ: 'Asia/Kolkata',
      LC_ALL: 'tr_TR.UTF-8',
      GIT_DIR: '/nowhere',
      GIT_INDEX_FILE: '/nowhere',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.bare',
      GIT_CONFIG_VALUE_0: 'true',
    };
    const second = await collectFacts(gitCommand(join(repo.folder, '.github'), env), { env: {} });
    expect(digestOf(second)).toBe(first);
  });

  it('runs nothing that a repository asks git to run', async () => {
    const repo = repository({ 'a.txt': '1', '.gitattributes': '*.txt diff=evil\n' });
    repo.branch('change', { 'a.txt': '2' });
    const proof = join(outside, 'ran');
    for (const key of [
      'core.fsmonitor',
      'diff.external',
      'diff.evil.textconv',
      'core.pager',
      'core.sshCommand',
      'gpg.program',
    ]) {
      repo.git('config', key, `touch ${proof}; false`);
    }
    repo.git('config', 'log.showSignature', 'true');
    await collect(repo);
    expect(() => writeFileSync(proof, '', { flag: 'wx' })).not.toThrow();
  });
});
