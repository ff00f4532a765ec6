import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import {
  collectFacts,
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

  it.each([
    ['.github/workflows', 'workflows'],
    ['.github/rulesets', 'claims'],
    ['.github', 'claims'],
  ] as const)('a link in the place of the folder %s: a gap', async (folder, part) => {
    const repo = repository({ 'a/workflows/ci.yml': CI, 'a/rulesets/main.json': '{}' });
    if (folder !== '.github') mkdirSync(join(repo.folder, '.github'));
    symlinkSync('../a/workflows', join(repo.folder, folder));
    repo.commit({});
    const { head } = await collect(repo);
    expect(gapsOf(head[part]).map((gap) => gap.code)).toEqual(['file-symbolic-link']);
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
