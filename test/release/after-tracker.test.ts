import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { afterSettings } from '../../release/after/settings.js';
import { boxesOf, tickStep } from '../../release/after/tracker.js';
import type { Step } from '../../release/pipeline/step.js';
import type { TestRepository } from '../support/repository.js';
import { afterSite, released } from './support/after-site.js';

const TEXT = `# Tracker

## Day 1: Work

- [x] 1.1 Done for 1.1.0 already
- [ ] 1.2 Publish v1.1.0
- [ ] 1.3 Publish 1.1.0-rc.1, and 11.1.0
- [ ] 1.4 Watch it
`;
const PLAN = { version: '1.1.0', tag: 'v1.1.0' };

const folder = mkdtempSync(join(tmpdir(), 'pm-after-tracker-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A released repository with a bare remote. */
function pushed(): { readonly repo: TestRepository; readonly remote: string } {
  const repo = released({ 'docs/completion-tracker.md': TEXT });
  const remote = mkdtempSync(join(folder, 'remote-'));
  repo.git('init', '--quiet', '--bare', remote);
  repo.git('remote', 'set-url', 'origin', remote);
  repo.git('push', '--quiet', 'origin', 'main', 'v1.1.0');
  repo.git('config', 'user.name', 'Ada Example');
  repo.git('config', 'user.email', 'ada@example.com');
  return { repo, remote };
}

const stepOf = (repo: TestRepository, env: Record<string, string> = {}): Step => {
  const { site } = afterSite(repo, { env });
  return tickStep(site, afterSettings(site.io));
};

describe('the boxes of a release', () => {
  it.each<readonly [readonly string[], readonly string[]]>([
    [[], ['1.2']],
    [['1.4'], ['1.4', '1.2']],
    [['1.1'], ['1.2']],
  ])('with %j named are %j', (named, boxes) => {
    expect(boxesOf(TEXT, PLAN, named)).toEqual(boxes);
  });

  it('that are not there are refused', () => {
    expect(() => boxesOf(TEXT, PLAN, ['9.9'])).toThrow(
      expect.objectContaining({ code: 'PM-8008' }),
    );
  });
});

describe('the tick', () => {
  it('is a commit on a branch of the remote; the working tree stays as it was', async () => {
    const { repo } = pushed();
    const step = stepOf(repo, { PHASE_MIRROR_RELEASE_BOXES: '1.4' });
    expect(await step.probe()).toEqual({ state: 'todo' });
    expect(await step.run()).toBe('merge release-v1.1.0-tracker: 1.4, 1.2');
    expect(await step.probe()).toMatchObject({ state: 'done' });
    repo.git('fetch', '--quiet', 'origin');
    const name = 'origin/release-v1.1.0-tracker';
    expect(repo.git('diff', '--stat', 'v1.1.0', name)).toContain(
      '1 file changed, 2 insertions(+), 2 deletions(-)',
    );
    expect(repo.git('show', `${name}:docs/completion-tracker.md`)).toContain(
      '- [x] 1.2 Publish v1.1.0',
    );
    expect(repo.git('rev-parse', `${name}^`)).toBe(repo.git('rev-parse', 'v1.1.0^{commit}'));
    expect(repo.git('status', '--porcelain')).toBe('');
    expect(await step.undo()).toBe('release-v1.1.0-tracker');
    expect(await step.undo()).toBeUndefined();
    expect(repo.git('ls-remote', 'origin', 'release-v1.1.0-tracker')).toBe('');
  });

  it('is not put over what somebody else has there', async () => {
    const { repo } = pushed();
    repo.git('push', '--quiet', 'origin', 'main:refs/heads/release-v1.1.0-tracker');
    const step = stepOf(repo);
    expect(await step.probe()).toMatchObject({ state: 'conflict' });
    await expect(step.run()).rejects.toMatchObject({ code: 'PM-8022' });
    expect(await step.undo()).toBeUndefined();
  });

  it('is left out where the tracker has no box of the release, or is not there', async () => {
    const { repo } = pushed();
    repo.commit({ 'docs/completion-tracker.md': TEXT.replace('v1.1.0', 'it') });
    repo.git('tag', '-f', '-a', 'v1.1.0', '-m', 'v1.1.0');
    expect(await stepOf(repo).run()).toContain('has no open box of 1.1.0');
    repo.commit({ 'docs/completion-tracker.md': null });
    repo.git('tag', '-f', '-a', 'v1.1.0', '-m', 'v1.1.0');
    expect(await stepOf(repo).run()).toContain('left out');
  });
});
