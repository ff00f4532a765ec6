import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { changelog } from '../../../release/checks/documents/changelog.js';
import { generated } from '../../../release/checks/documents/generated.js';
import { links } from '../../../release/checks/documents/links.js';
import { readPage } from '../../../release/checks/documents/markdown.js';
import { present } from '../../../release/checks/documents/present.js';
import { repository, type Files } from '../../support/repository.js';
import { ask, seen } from './support.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const words = (count: number): string => `# Title\n\n${'word '.repeat(count)}\n`;

const PAGES: Files = {
  'README.md': words(200),
  'CHANGELOG.md': words(30),
  'runtime/README.md': words(80),
  'docs/architecture.md': words(200),
  'docs/environments.md': words(200),
  'docs/errors.md': words(300),
  'docs/reports.md': words(200),
  'docs/runbooks/deploy.md': words(80),
  'docs/rules/MD-001.md': words(200),
  'docs/adr/0001-a.md': words(100),
};

describe('documents/present', () => {
  it('passes where each page has its matter', async () => {
    expect(await ask(present, repository(PAGES).folder)).toMatchObject(seen('pass', '10 pages'));
  });

  it.each([
    ['is not there', { 'docs/errors.md': null }, 'docs/errors.md is not there'],
    ['has no heading', { 'README.md': 'word '.repeat(300) }, 'README.md has no heading'],
    ['says next to nothing', { 'docs/runbooks/x.md': '# X\n\nSee deploy.\n' }, 'fewer than 40'],
    ['only promises', { 'docs/adr/0002-b.md': `${words(100)}\nTODO: write this\n` }, 'says "TODO"'],
    ['has no sister in its folder', { 'docs/rules/MD-001.md': null }, 'docs/rules has no page'],
  ])('fails where a page %s', async (_, changed, why) => {
    const files = Object.entries({ ...PAGES, ...changed }).filter(([, text]) => text !== null);
    const { folder } = repository(Object.fromEntries(files));
    expect(await ask(present, folder)).toMatchObject(seen('fail', why));
  });

  it('could not run where a page cannot be read', async () => {
    const { folder } = repository(PAGES);
    rmSync(join(folder, 'README.md'));
    mkdirSync(join(folder, 'README.md'));
    expect(await ask(present, folder)).toMatchObject(seen('could-not-run', 'EISDIR'));
  });
});

describe('documents/changelog', () => {
  const UNRELEASED = '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- One.\n- Two.\n';
  const RELEASED = '# Changelog\n\n## [Unreleased]\n\n## [1.0.0] - 2026-01-01\n\n- Something.\n';

  it.each([
    ['something is unreleased', UNRELEASED, undefined, 'pass', '[Unreleased] has 2 entries'],
    ['the version has its section', RELEASED, '1.0.0', 'pass', '[1.0.0] has 1 entries'],
    ['nothing is unreleased', RELEASED, '1.1.0', 'fail', 'no entry'],
    ['there is no such section', '# Changelog\n', undefined, 'fail', 'no section [Unreleased]'],
    ['there is no changelog', null, undefined, 'fail', 'no CHANGELOG.md'],
  ])('%s', async (_, text, version, outcome, why) => {
    const { folder } = repository(text === null ? {} : { 'CHANGELOG.md': text });
    const asked = version === undefined ? {} : { version };
    expect(await ask(changelog, folder, asked)).toMatchObject(seen(outcome, why));
  });

  it('could not run where it cannot be read', async () => {
    const { folder } = repository({ 'CHANGELOG.md/x': '' });
    expect(await ask(changelog, folder)).toMatchObject(seen('could-not-run', 'EISDIR'));
  });
});

describe('documents/links', () => {
  const FILES: Files = {
    'README.md':
      '# The house\n\n[a](docs/a.md) [b](docs/a.md#what-it-is-1) [c](#the-house) [d](docs) ![p](docs/p.png)\n' +
      '[e](https://example.com/x#y) [f](mailto:a@example.com) <a href="docs/a.md#kept">g</a>\n\n`[no](gone.md)`\n\n```\n[no](gone.md)\n```\n',
    'docs/a.md':
      '# A\n\n## What it is!\n\n## What it is?\n\n<a id="kept"></a>\n\n[up](../README.md) [root](/README.md#the-house)\n',
    'docs/p.png': 'x',
  };

  it('passes where each link leads somewhere, and says what it did not ask', async () => {
    expect(await ask(links, repository(FILES).folder)).toMatchObject(
      seen('pass', '8 links in 2 pages; 2 outside only read'),
    );
  });

  it.each([
    ['a file that is not there', '[x](gone.md)', 'gone.md (no such file in git)'],
    ['a heading that is not there', '[x](a.md#nowhere)', 'a.md#nowhere (no such heading)'],
    ['a heading of its own that is not there', '[x](#nowhere)', '#nowhere (no such heading)'],
    ['an image that is not there', '![x](q.png)', 'q.png (no such file in git)'],
    ['a file outside', '[x](../../x.md)', '../../x.md (outside of the repository)'],
    ['an address that is none', '[x](https://)', 'https:// (no address)'],
    ['something else', '[x](ftp://example.com/)', 'ftp://example.com/ (neither a file nor http)'],
    ['a file by HTML', '<img src="gone.svg">', 'gone.svg (no such file in git)'],
  ])('fails on %s', async (_, text, why) => {
    const { folder } = repository({ ...FILES, 'docs/b.md': `# B\n\n${text}\n` });
    expect(await ask(links, folder)).toMatchObject(seen('fail', `docs/b.md:3 ${why}`));
  });

  it('is not applicable without a page, and could not run without a repository', async () => {
    expect((await ask(links, repository({ a: '' }).folder)).outcome).toBe('not-applicable');
    const { folder } = repository(FILES);
    rmSync(join(folder, '.git'), { recursive: true });
    expect(await ask(links, folder)).toMatchObject(seen('could-not-run', 'not a git repository'));
  });

  it('names headings as GitHub does', () => {
    const text =
      '# `npm run up`, and *more*\n\n## A_b-c (d)\n\n## Ärger & Co.\n\n## Same\n\n## Same\n';
    expect([...readPage(text).anchors]).toEqual([
      'npm-run-up-and-more',
      'a_b-c-d',
      'ärger--co',
      'same',
      'same-1',
    ]);
  });
});

describe('documents/generated', () => {
  const { folder } = repository({ a: '' });
  cpSync(join(ROOT, 'docs'), join(folder, 'docs'), { recursive: true });
  const page = join(folder, 'docs', 'errors.md');
  const whole = readFileSync(page, 'utf8');

  it('passes where each page is what its source says, fails where one is not or is gone', async () => {
    expect(await ask(generated, folder)).toMatchObject(seen('pass', 'pages are current'));
    writeFileSync(page, `${whole}\nedited by hand\n`);
    expect(await ask(generated, folder)).toMatchObject(seen('fail', 'docs/errors.md'));
    rmSync(page);
    const gone = await ask(generated, folder);
    expect(gone).toMatchObject(seen('fail', 'docs/errors.md'));
    expect(gone.evidence).toContain('docs/errors.md is not there');
  });

  it('could not run where a page cannot be read', async () => {
    const { folder: odd } = repository({ 'docs/errors.md/x': '' });
    expect(await ask(generated, odd)).toMatchObject(seen('could-not-run', 'EISDIR'));
  });
});
