import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { clean } from '../../../release/checks/git/clean.js';
import { inStep } from '../../../release/checks/git/in-step.js';
import { notShallow } from '../../../release/checks/git/not-shallow.js';
import { onMain } from '../../../release/checks/git/on-main.js';
import { repository } from '../../support/repository.js';
import { ask, seen } from './support.js';

const made: string[] = [];
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'phase-mirror-checks-'));
  made.push(path);
  return path;
};
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

describe('git/on-main', () => {
  it('passes on main, and fails on a branch and on no branch', async () => {
    const made = repository({ 'a.txt': '1' });
    expect(await ask(onMain, made.folder)).toMatchObject(seen('pass', 'main is checked out'));
    made.branch('topic', { 'b.txt': '2' });
    expect(await ask(onMain, made.folder)).toMatchObject(seen('fail', 'topic is checked out'));
    made.git('switch', '--quiet', '--detach');
    expect(await ask(onMain, made.folder)).toMatchObject(seen('fail', 'no branch is checked out'));
  });

  it('could not run where there is no repository', async () => {
    expect(await ask(onMain, folder())).toMatchObject(
      seen('could-not-run', 'not a git repository'),
    );
  });
});

describe('git/clean', () => {
  it('passes on what is committed, and sees changes, renames and what is untracked', async () => {
    const made = repository({ 'a.txt': 'one\n', 'moved.txt': 'moved\n', '.gitignore': 'out/\n' });
    expect(await ask(clean, made.folder)).toMatchObject(seen('pass', 'nothing changed'));
    writeFileSync(join(made.folder, 'a b\n.txt'), 'x');
    made.git('mv', 'moved.txt', 'there.txt');
    const { outcome, why, evidence } = await ask(clean, made.folder);
    expect(outcome).toBe('fail');
    expect(why).toBe('2 paths: "there.txt", "a b\\n.txt"');
    expect(evidence).toContain('$ git status --porcelain=v1 -z --untracked-files=all');
  });

  it('could not run where there is no repository', async () => {
    expect(await ask(clean, folder())).toMatchObject(seen('could-not-run', 'not a git repository'));
  });
});

describe('git/in-step', () => {
  it('passes at the commit of the remote, and fails ahead of it, behind it and without its branch', async () => {
    const remote = folder();
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch', 'main', remote]);
    const made = repository({ 'a.txt': '1' });
    made.git('remote', 'add', 'origin', remote);
    expect(await ask(inStep, made.folder)).toMatchObject(seen('fail', 'no branch main'));
    made.git('push', '--quiet', 'origin', 'main');
    expect(await ask(inStep, made.folder)).toMatchObject(seen('pass', 'both are at'));
    made.commit({ 'a.txt': '2' });
    expect(await ask(inStep, made.folder)).toMatchObject(seen('fail', 'there'));
    made.git('push', '--quiet', 'origin', 'main');
    made.git('reset', '--quiet', '--hard', 'HEAD~1');
    expect(await ask(inStep, made.folder)).toMatchObject(seen('fail', 'there'));
  });

  it('could not run without a remote, and where it is gone', async () => {
    const made = repository({ 'a.txt': '1' });
    expect(await ask(inStep, made.folder)).toMatchObject(
      seen('could-not-run', "fatal: 'origin' does not appear to be a git repository"),
    );
    made.git('remote', 'add', 'origin', join(folder(), 'gone.git'));
    expect(await ask(inStep, made.folder)).toMatchObject(seen('could-not-run', 'fatal: '));
    expect(await ask(inStep, folder())).toMatchObject(
      seen('could-not-run', 'not a git repository'),
    );
  });
});

describe('git/not-shallow', () => {
  it('passes with the whole history, fails on a shallow clone, could not run without a repository', async () => {
    const made = repository({ 'a.txt': '1' });
    made.commit({ 'a.txt': '2' });
    expect(await ask(notShallow, made.folder)).toMatchObject(seen('pass', 'whole'));
    const clone = join(folder(), 'clone');
    execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${made.folder}`, clone]);
    expect(await ask(notShallow, clone)).toMatchObject(seen('fail', 'shallow'));
    expect(await ask(notShallow, folder())).toMatchObject(
      seen('could-not-run', 'not a git repository'),
    );
  });
});
