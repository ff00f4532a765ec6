import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { consistent } from '../../../release/checks/versions/consistent.js';
import { releasable } from '../../../release/checks/versions/releasable.js';
import { versioned } from '../support/versioned.js';
import { ask, seen } from './support.js';

const empty = mkdtempSync(join(tmpdir(), 'phase-mirror-checks-'));
afterAll(() => rmSync(empty, { recursive: true, force: true }));

describe('versions/consistent', () => {
  it('passes with one version at all places, before and after that of the release is written', async () => {
    const { root } = versioned();
    expect(await ask(consistent, root)).toMatchObject(seen('pass', '0.1.0 at 8 places'));
    expect(await ask(consistent, root, { version: '0.1.0' })).toMatchObject(seen('pass', '0.1.0'));
    expect(await ask(consistent, root, { version: '1.0.0' })).toMatchObject(
      seen('pass', '0.1.0 at 8 places; 1.0.0 is to come'),
    );
  });

  it('fails with two versions, and names where each stands', async () => {
    const { root } = versioned({ VERSION: '0.2.0\n' });
    const verdict = await ask(consistent, root);
    expect(verdict).toMatchObject(seen('fail', 'it is 0.2.0 and 0.1.0'));
    expect(verdict.evidence).toContain('VERSION, its one line: 0.2.0');
  });

  it('fails with a place that is gone', async () => {
    const { root } = versioned({ VERSION: undefined });
    expect((await ask(consistent, root)).outcome).toBe('fail');
  });

  it('could not run where a place is no JSON', async () => {
    const { root } = versioned({ 'package.json': '{' });
    expect(await ask(consistent, root)).toMatchObject(
      seen('could-not-run', 'package.json cannot be read'),
    );
  });
});

describe('versions/releasable', () => {
  it('passes above the last tag, and when its own tag stands on this very commit', async () => {
    const { root, repository } = versioned();
    repository.git('tag', 'v0.0.9');
    expect(await ask(releasable, root)).toMatchObject(seen('pass', '0.1.0 sorts above'));
    repository.git('tag', 'v0.1.0');
    expect((await ask(releasable, root)).outcome).toBe('pass');
    expect((await ask(releasable, root, { version: '0.1.1' })).outcome).toBe('pass');
  });

  it('fails below the last tag, on another commit with its tag, and with what is no version', async () => {
    const { root, repository } = versioned();
    repository.git('tag', 'v0.1.0');
    repository.commit({ 'other.txt': '1' });
    expect(await ask(releasable, root)).toMatchObject(seen('fail', 'v0.1.0 is released already'));
    repository.git('tag', 'v1.0.0');
    expect(await ask(releasable, root, { version: '1.0.0-mvp' })).toMatchObject(
      seen('fail', 'a prerelease sorts below its release'),
    );
    expect((await ask(releasable, versioned({ VERSION: 'latest\n' }).root)).outcome).toBe('fail');
  });

  it('could not run without a repository', async () => {
    expect(await ask(releasable, empty)).toMatchObject(
      seen('could-not-run', 'not a git repository'),
    );
  });
});
