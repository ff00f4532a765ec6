import { describe, expect, it } from '@jest/globals';
import { readHistory } from '../../release/changelog/history.js';
import { repository } from '../support/repository.js';
import { commit, project } from './support/history.js';

describe('the history', () => {
  it('has an entry for what a user notices, and counts the rest', async () => {
    const { entries, breaking, leftOut, unconventional, reverted, commits } = await readHistory(
      project().folder,
      { from: 'v0.1.0', to: 'HEAD' },
    );
    expect(
      entries.map(({ section, text }) => `${section}: ${text.replace(/[0-9a-f]{7}\)$/, 'SHA)')}`),
    ).toEqual([
      'Added: shouted (SHA)',
      'Security: a hole (SHA)',
      'Added: **Breaking:** **wire:** a new wire (SHA)',
      'Fixed: a crash (#7, SHA)',
      'Added: **api:** by hand (#12) (SHA)',
    ]);
    expect(breaking.map(({ text }) => text)).toEqual(['call connect() first\nand close() last']);
    expect(Object.fromEntries(leftOut)).toEqual({ docs: 1, test: 1 });
    expect(unconventional.map(({ subject }) => subject)).toEqual(['wip']);
    expect(reverted.map(({ subject }) => subject)).toEqual([
      'Revert "feat: gone again"',
      'feat: gone again',
    ]);
    expect(commits).toBe(10);
  });

  it('is that of the whole repository without a start, tags or not', async () => {
    const { commits } = await readHistory(project().folder, { from: undefined, to: 'HEAD' });
    expect(commits).toBe(11);
  });

  it.each<readonly [string, string, boolean?]>([
    ['feat: x', 'Added'],
    ['fix(api): x', 'Fixed'],
    ['perf: x', 'Changed'],
    ['refactor: x', 'Changed'],
    ['deprecate: x', 'Deprecated'],
    ['remove: x', 'Removed'],
    ['security: x', 'Security'],
    ['feat!: x', 'Added', true],
    ['remove(api)!: x', 'Removed', true],
    ['chore!: x', 'Changed', true],
    ['docs: x\n\nBREAKING CHANGE: y', 'Changed', true],
    ['docs: x\n\nBREAKING-CHANGE: y', 'Changed', true],
  ])('has %j in %s', async (message, section, breaks = false) => {
    const repo = repository();
    repo.git('tag', 'v0');
    const sha = commit(repo, message);
    const { entries, breaking } = await readHistory(repo.folder, { from: 'v0', to: 'HEAD' });
    expect(entries).toMatchObject([{ section, sha }]);
    expect(entries[0]?.text.startsWith('**Breaking:**')).toBe(breaks);
    expect(breaking).toHaveLength(breaks ? 1 : 0);
  });

  it.each([
    'Merge pull request #3 from acme/x',
    'Update README.md',
    'feat x',
    'feat:x',
    ': x',
    'Feature: ',
    'v1.2.3',
    '🎉 first',
  ])('counts and names %j, which is not conventional', async (message) => {
    const repo = repository();
    repo.git('tag', 'v0');
    commit(repo, message);
    const { entries, leftOut, unconventional } = await readHistory(repo.folder, {
      from: 'v0',
      to: 'HEAD',
    });
    expect({ entries, leftOut: leftOut.size }).toEqual({ entries: [], leftOut: 0 });
    expect(unconventional).toMatchObject([{ subject: message.trim() }]);
  });

  it('has a squash merge once, under the number of its pull request', async () => {
    const repo = repository();
    repo.git('tag', 'v0');
    commit(
      repo,
      'feat(api): one call (#34)\n\n* feat: first try\n\n* fix: second try, closes #30\n\n* wip\n\nCo-authored-by: Bo <bo@example.com>',
    );
    const { entries, unconventional } = await readHistory(repo.folder, { from: 'v0', to: 'HEAD' });
    expect(entries).toMatchObject([{ section: 'Added', references: ['34', '30'] }]);
    expect(entries[0]?.text).toMatch(/^\*\*api:\*\* one call \(#34\) \(#30, [0-9a-f]{7}\)$/);
    expect(unconventional).toEqual([]);
  });

  it('leaves merge commits out, and keeps what they bring', async () => {
    const repo = repository();
    repo.git('tag', 'v0');
    repo.git('switch', '--quiet', '--create', 'side');
    commit(repo, 'feat: aside');
    repo.git('switch', '--quiet', 'main');
    commit(repo, 'fix: ahead');
    repo.git('merge', '--quiet', '--no-ff', '--message', 'Merge branch side', 'side');
    const { entries, commits } = await readHistory(repo.folder, { from: 'v0', to: 'HEAD' });
    expect(commits).toBe(2);
    expect(entries.map(({ section }) => section).sort()).toEqual(['Added', 'Fixed']);
  });

  it('brings back what a revert of a revert brings back', async () => {
    const repo = repository();
    const first = commit(repo, 'feat: x');
    const second = commit(repo, `Revert "feat: x"\n\nThis reverts commit ${first}.`);
    commit(repo, `Revert "Revert "feat: x""\n\nThis reverts commit ${second}.`);
    const { entries } = await readHistory(repo.folder, { from: undefined, to: 'HEAD' });
    expect(entries.map(({ section, sha }) => [section, sha])).toEqual([['Added', first]]);
  });

  it('says in Changed what takes back something that was released', async () => {
    const repo = repository();
    const first = commit(repo, 'feat: x');
    repo.git('tag', 'v1.0.0');
    commit(repo, `Revert "feat: x"\n\nThis reverts commit ${first}.`);
    const { entries } = await readHistory(repo.folder, { from: 'v1.0.0', to: 'HEAD' });
    expect(entries).toMatchObject([
      { section: 'Changed', text: expect.stringContaining('Revert "feat: x" (') },
    ]);
  });

  it('keeps a subject with hostile Markdown on one line', async () => {
    const repo = repository();
    commit(repo, 'feat: <script>alert(1)</script> ## [9.9.9]');
    const { entries } = await readHistory(repo.folder, { from: undefined, to: 'HEAD' });
    expect(entries[0]?.text).not.toContain('\n');
  });
});
