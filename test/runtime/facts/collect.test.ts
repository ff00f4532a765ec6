import { mkdtempSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import {
  collectFacts,
  digestOf,
  gapsOf,
  gitCommand,
  valueOf,
  type Facts,
  type FactsRequest,
} from '../../../runtime/src/facts/index.js';
import { repository, type TestRepository } from '../../support/repository.js';

const CI = 'on: pull_request\njobs:\n  build:\n    runs-on: x\n';
const collect = (repo: TestRepository, request: Partial<FactsRequest> = {}): Promise<Facts> =>
  collectFacts(gitCommand(repo.folder, process.env), { env: {}, ...request });

const outside = mkdtempSync(join(tmpdir(), 'phase-mirror-facts-'));
afterAll(() => rmSync(outside, { recursive: true, force: true }));

describe('the change', () => {
  it('is what HEAD added since it left the default branch', async () => {
    const repo = repository({ 'a.txt': '1', 'b.txt': 'same content that is long enough\n' });
    const base = repo.git('rev-parse', 'HEAD');
    repo.git('switch', '--quiet', '--create', 'change');
    repo.commit({
      'a.txt': '2',
      'b.txt': null,
      'c.txt': 'same content that is long enough\n',
      'd d\n.txt': 'new',
    });
    const { change, before } = await collect(repo);
    expect(valueOf(change.branch)).toEqual({ name: 'main', source: 'a branch named main' });
    expect(change.base).toEqual({ state: 'known', value: { commit: base, kind: 'merge-base' } });
    expect(valueOf(change.files)).toEqual([
      { path: 'a.txt', kind: 'modified' },
      { path: 'c.txt', kind: 'renamed', from: 'b.txt' },
      { path: 'd d\n.txt', kind: 'added' },
    ]);
    expect(valueOf(change.commits)).toHaveLength(1);
    expect(before?.state).toBe('known');
  });

  it('is compared with where the branches parted, not with what main became', async () => {
    const repo = repository({ '.github/workflows/ci.yml': CI });
    const start = repo.git('rev-parse', 'HEAD');
    repo.branch('change', { 'a.txt': '1' });
    repo.git('switch', '--quiet', 'main');
    repo.commit({ '.github/workflows/ci.yml': CI.replace('build', 'other') });
    const { change } = await collect(repo, { base: 'main', head: 'change' });
    expect(valueOf(change.base as never)).toEqual({ commit: start, kind: 'merge-base' });
  });

  it('is absent on the default branch: only the state is judged', async () => {
    const repo = repository({ 'a.txt': '1' });
    const facts = await collect(repo);
    expect(facts.before).toBeUndefined();
    expect(facts.change.base).toBeUndefined();
    expect(facts.change.files).toEqual({ state: 'known', value: [] });
  });

  it('takes the branch from --base, and from --branch before that', async () => {
    const repo = repository();
    repo.branch('release/1', { 'a.txt': '1' });
    repo.branch('change', { 'b.txt': '1' });
    const fromBase = await collect(repo, { base: 'release/1' });
    expect(valueOf(fromBase.change.branch)).toEqual({ name: 'release/1', source: '--base' });
    const asked = await collect(repo, { base: 'release/1', branch: 'dev' });
    expect(valueOf(asked.change.branch)?.name).toBe('dev');
    const remote = repo.git('rev-parse', 'HEAD');
    repo.git('update-ref', 'refs/remotes/origin/trunk', remote);
    repo.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
    const trunk = await collect(repo);
    expect(valueOf(trunk.change.branch)).toEqual({ name: 'trunk', source: 'origin/HEAD' });
  });

  it('does not guess a branch where nothing tells it', async () => {
    const repo = repository();
    repo.git('branch', '--move', 'trunk');
    expect(valueOf((await collect(repo)).change.branch)).toEqual({
      name: 'trunk',
      source: 'the only branch',
    });
    repo.git('branch', 'other');
    const { change, head } = await collect(repo);
    expect(gapsOf(change.branch)).toMatchObject([{ code: 'branch-unknown' }]);
    expect(head.checks.state).toBe('unknown');
  });

  it('is not known when its base is not here', async () => {
    const repo = repository({ 'a.txt': '1' });
    const facts = await collect(repo, { base: 'origin/main' });
    expect(gapsOf(facts.before as never)).toEqual([
      { code: 'base-missing', reason: 'the base origin/main is not here' },
    ]);
    expect(facts.change.commits.state).toBe('unknown');
    expect(facts.change.files.state).toBe('unknown');
  });

  it('says when the history between base and head is cut', async () => {
    const repo = repository({ 'a.txt': '1' });
    repo.branch('change', { 'a.txt': '2' });
    const clone = join(outside, 'shallow');
    repo.git(
      'clone',
      '--quiet',
      '--depth',
      '1',
      '--no-single-branch',
      `file://${repo.folder}`,
      clone,
    );
    const facts = await collectFacts(gitCommand(clone, process.env), {
      env: {},
      base: 'origin/main',
      head: 'origin/change',
    });
    expect(facts.change.base).toMatchObject({ state: 'partial', value: { kind: 'base' } });
    expect(gapsOf(facts.change.base as never)).toMatchObject([
      { code: 'history-incomplete', reason: expect.stringContaining('shallow') as string },
    ]);
  });

  it('reads authors, committers and trailers, whatever characters are in them', async () => {
    const repo = repository();
    repo.git('switch', '--quiet', '--create', 'change');
    repo.git(
      '-c',
      'user.name=x',
      'commit',
      '--quiet',
      '--allow-empty',
      '--author',
      'Evil\u001fAda\u001eX <evil@example.com>',
      '--message',
      'Subject\n\nBody\n\nCo-authored-by: Bob <bob@example.com>\nTicket: A-1\n  folded\n',
    );
    const { change } = await collect(repo);
    expect(valueOf(change.commits)?.[0]).toMatchObject({
      author: { name: 'Evil\u001fAda\u001eX', email: 'evil@example.com' },
      committer: { name: 'Ada Example', email: 'ada@example.com' },
      subject: 'Subject',
      trailers: [
        { key: 'Co-authored-by', value: 'Bob <bob@example.com>' },
        { key: 'Ticket', value: 'A-1 folded' },
      ],
    });
  });

  it('is named after origin, else after the folder', async () => {
    const repo = repository();
    expect((await collect(repo)).change.repository).toMatch(/^local\/phase-mirror-test-/);
    repo.git('remote', 'add', 'origin', 'https://user:secret@github.com/acme/ledger.git');
    expect((await collect(repo)).change.repository).toBe('acme/ledger');
    repo.git('remote', 'set-url', 'origin', 'git@github.com:acme/other.git');
    expect((await collect(repo)).change.repository).toBe('acme/other');
    repo.git('remote', 'set-url', 'origin', '/srv/git/x.git');
    expect((await collect(repo)).change.repository).toMatch(/^local\//);
  });
});

describe('a run of GitHub Actions', () => {
  const payload = (name: string, content: string): string => {
    const path = join(outside, name);
    writeFileSync(path, content);
    return path;
  };

  it('names branch, base and repository of a pull request', async () => {
    const repo = repository({ 'a.txt': '1' });
    const base = repo.git('rev-parse', 'HEAD');
    repo.branch('change', { 'a.txt': '2' });
    const path = payload(
      'pr.json',
      JSON.stringify({
        pull_request: { base: { ref: 'main', sha: base } },
        repository: { default_branch: 'main' },
      }),
    );
    const { change } = await collect(repo, {
      env: {
        GITHUB_EVENT_NAME: 'pull_request',
        GITHUB_WORKSPACE: repo.folder,
        GITHUB_EVENT_PATH: path,
        GITHUB_REPOSITORY: 'acme/ledger',
        GITHUB_BASE_REF: 'main',
      },
    });
    expect(change).toMatchObject({
      repository: 'acme/ledger',
      mode: 'pull_request',
      branch: { value: { name: 'main', source: 'the event' } },
      base: { value: { commit: base } },
    });
  });

  it('names them for a merge group and for a push', async () => {
    const repo = repository({ 'a.txt': '1' });
    const base = repo.git('rev-parse', 'HEAD');
    repo.commit({ 'a.txt': '2' });
    const group = payload(
      'mg.json',
      JSON.stringify({ merge_group: { base_ref: 'refs/heads/main', base_sha: base } }),
    );
    const queued = await collect(repo, {
      env: {
        GITHUB_EVENT_NAME: 'merge_group',
        GITHUB_WORKSPACE: repo.folder,
        GITHUB_EVENT_PATH: group,
      },
    });
    expect(queued.change).toMatchObject({
      mode: 'merge_group',
      branch: { value: { name: 'main' } },
      base: { value: { commit: base } },
    });
    const push = payload('push.json', JSON.stringify({ before: base }));
    const env = {
      GITHUB_EVENT_NAME: 'push',
      GITHUB_WORKSPACE: repo.folder,
      GITHUB_EVENT_PATH: push,
      GITHUB_REF_TYPE: 'branch',
      GITHUB_REF_NAME: 'main',
    };
    expect((await collect(repo, { env })).change).toMatchObject({
      base: { value: { commit: base } },
    });
    const created = payload('new.json', JSON.stringify({ before: '0'.repeat(40) }));
    expect(
      (await collect(repo, { env: { ...env, GITHUB_EVENT_PATH: created } })).change.base,
    ).toBeUndefined();
  });

  it('falls back to the branch of the base when its commit is not here', async () => {
    const repo = repository({ 'a.txt': '1' });
    const base = repo.branch('release', { 'a.txt': '2' });
    repo.branch('change', { 'a.txt': '3' });
    const path = payload(
      'gone.json',
      JSON.stringify({ pull_request: { base: { ref: 'release', sha: 'f'.repeat(40) } } }),
    );
    const { change } = await collect(repo, {
      env: {
        GITHUB_EVENT_NAME: 'pull_request',
        GITHUB_WORKSPACE: repo.folder,
        GITHUB_EVENT_PATH: path,
      },
    });
    expect(change).toMatchObject({
      base: { value: { commit: base } },
      branch: { value: { name: 'release' } },
    });
  });

  it('is ignored when it has checked out another repository', async () => {
    const repo = repository();
    const { change } = await collect(repo, {
      env: {
        GITHUB_EVENT_NAME: 'merge_group',
        GITHUB_WORKSPACE: outside,
        GITHUB_REPOSITORY: 'acme/x',
      },
    });
    expect(change.mode).toBe('pull_request');
    expect(change.repository).not.toBe('acme/x');
  });

  it.each([
    ['no JSON', '{', 'it is not JSON'],
    ['no file', undefined, 'no such file'],
  ])('leaves a gap for a payload that is %s', async (_, content, why) => {
    const repo = repository();
    const path = content === undefined ? join(outside, 'none.json') : payload('bad.json', content);
    const { change } = await collect(repo, {
      env: {
        GITHUB_EVENT_NAME: 'pull_request',
        GITHUB_WORKSPACE: repo.folder,
        GITHUB_EVENT_PATH: path,
      },
    });
    expect(change.gaps).toMatchObject([{ code: 'event-unreadable' }]);
    expect(change.gaps[0]?.reason).toContain(why);
    expect(change.gaps[0]?.reason).not.toContain(outside);
  });
});

describe('files that cannot be read', () => {
  const bad: readonly (readonly [string, string | Uint8Array, string])[] = [
    ['malformed YAML', 'on: [push\njobs: {', 'yaml-malformed'],
    [
      'an alias bomb',
      `a: &a [${'x,'.repeat(900)}]\nb: &b [${'*a,'.repeat(900)}]\nc: [${'*b,'.repeat(900)}]\n`,
      'yaml-too-deep',
    ],
    ['ten megabytes', `# ${'x'.repeat(10 * 1024 * 1024)}\n`, 'file-too-large'],
    ['bytes that are not UTF-8', Buffer.from([0x6f, 0x6e, 0x3a, 0xff, 0xfe]), 'file-not-utf8'],
    ['UTF-16', Buffer.from('\ufeffon: push', 'utf16le'), 'file-not-utf8'],
    ['NUL bytes', 'on: push\u0000\n', 'workflow-invalid'],
    ['nothing', '', 'workflow-invalid'],
    ['a list', '- a\n', 'workflow-invalid'],
    ['no jobs', 'on: push\n', 'workflow-invalid'],
    ['no on', 'jobs: {a: {runs-on: x}}\n', 'workflow-invalid'],
    [
      'an expression that is none',
      'on: push\njobs: {a: {runs-on: x, if: "a &&"}}\n',
      'workflow-invalid',
    ],
    [
      'a needed job that is not there',
      'on: push\njobs: {a: {runs-on: x, needs: b}}\n',
      'workflow-invalid',
    ],
    [
      'jobs that need each other',
      'on: push\njobs: {s: {runs-on: x}, a: {runs-on: x, needs: b}, b: {runs-on: x, needs: a}}\n',
      'workflow-invalid',
    ],
    ['a job id that is none', 'on: push\njobs: {"1a": {runs-on: x}}\n', 'workflow-invalid'],
    ['a job without a runner', 'on: push\njobs: {a: {steps: []}}\n', 'workflow-invalid'],
  ];

  it.each(bad)('%s: a gap, and the other files are read', async (_, content, code) => {
    const repo = repository({
      '.github/workflows/bad.yml': content,
      '.github/workflows/good.yaml': CI,
    });
    const { head } = await collect(repo);
    expect(head.workflows.state).toBe('partial');
    expect(gapsOf(head.workflows).map((gap) => gap.code)).toEqual([code]);
    expect(gapsOf(head.workflows)[0]?.place?.path).toBe('.github/workflows/bad.yml');
    expect(
      valueOf(head.checks)?.some((check) => check.workflow.endsWith('good.yaml') && check.certain),
    ).toBe(true);
    repo.remove();
  });

  it('a symbolic link, even to itself: a gap', async () => {
    const repo = repository({ '.github/workflows/good.yml': CI });
    symlinkSync('loop.yml', join(repo.folder, '.github/workflows/loop.yml'));
    repo.commit({});
    const { head } = await collect(repo);
    expect(gapsOf(head.workflows)).toEqual([
      {
        code: 'file-symbolic-link',
        reason: '.github/workflows/loop.yml: it is a symbolic link',
        place: { path: '.github/workflows/loop.yml', line: 1 },
      },
    ]);
  });

  it('reads a byte order mark and CRLF as GitHub does', async () => {
    const repo = repository({ '.github/workflows/ci.yml': `\ufeff${CI.replaceAll('\n', '\r\n')}` });
    const { head } = await collect(repo);
    expect(head.workflows.state).toBe('known');
    expect(valueOf(head.workflows)?.[0]?.jobs[0]?.at).toEqual({
      place: { path: '.github/workflows/ci.yml', line: 3, column: 3, endColumn: 8 },
      quote: '  build:',
    });
  });

  it('ignores what is no workflow: subfolders and other endings', async () => {
    const repo = repository({
      '.github/workflows/sub/ci.yml': CI,
      '.github/workflows/README.md': '# x',
      '.github/workflows.yml': CI,
    });
    expect(valueOf((await collect(repo)).head.workflows)).toEqual([]);
  });

  it('reads claims of all files, one bad file aside', async () => {
    const repo = repository({
      '.github/branch-protection.json':
        '{"required_status_checks": {"strict": true, "contexts": ["a"]}}',
      '.github/branch-protection/dev.json':
        '{"required_status_checks": {"strict": true, "contexts": ["b"]}}',
      '.github/rulesets/bad.json': '{',
      '.github/rulesets/notes.md': '# x',
    });
    const { head } = await collect(repo);
    expect(valueOf(head.claims)?.map((claim) => [claim.path, claim.about])).toEqual([
      ['.github/branch-protection.json', 'yes'],
      ['.github/branch-protection/dev.json', 'no'],
    ]);
    expect(gapsOf(head.claims).map((gap) => gap.code)).toEqual(['json-malformed']);
  });
});

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
