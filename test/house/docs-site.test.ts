import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSite } from '../../ops/pages/site/build.js';
import { contentsOf } from '../../ops/pages/site/contents.js';
import { siteLink } from '../../ops/pages/site/links.js';
import { renderMarkdown } from '../../ops/pages/site/markdown.js';
import { sluggery } from '../../ops/pages/site/slug.js';

const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');
let folder: string;
let pages: readonly string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'phase-mirror-site-'));
  pages = await buildSite({ root, out: join(folder, 'a'), api: false });
});
afterAll(() => rm(folder, { recursive: true }));

const filesOf = async (site: string): Promise<ReadonlyMap<string, string>> => {
  const entries = await readdir(join(folder, site), { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => posix.join(parentPath, name));
  const texts = await Promise.all(
    paths.map(
      async (path) =>
        [path.slice(join(folder, site).length + 1), await readFile(path, 'latin1')] as const,
    ),
  );
  return new Map(texts.sort(([a], [b]) => (a < b ? -1 : 1)));
};

describe('the site', () => {
  it('has equal bytes for equal sources, in another time zone as well', async () => {
    const { TZ } = process.env;
    process.env['TZ'] = 'Asia/Kathmandu';
    try {
      await buildSite({ root, out: join(folder, 'b'), api: false });
    } finally {
      if (TZ === undefined) delete process.env['TZ'];
      else process.env['TZ'] = TZ;
    }
    expect(await filesOf('b')).toEqual(await filesOf('a'));
  });

  it('leads from every page to every other, and every link to something that is there', async () => {
    const files = await filesOf('a');
    const dead: string[] = [];
    for (const path of pages) {
      const text = files.get(path) ?? '';
      for (const [, address = ''] of text.matchAll(/ (?:href|src)="([^"]*)"/g)) {
        if (/^(?:https?:|data:|mailto:)/.test(address) || address.includes('api/index.html'))
          continue;
        const [file = '', anchor] = address.split('#');
        const target = file === '' ? path : posix.normalize(posix.join(posix.dirname(path), file));
        const there = files.get(target);
        const found =
          there !== undefined && (anchor === undefined || there.includes(` id="${anchor}"`));
        if (!found) dead.push(`${path}: ${address}`);
      }
    }
    expect(dead).toEqual([]);
  });

  it('loads nothing from elsewhere', async () => {
    for (const [path, text] of await filesOf('a')) {
      if (!path.endsWith('.html') || path.startsWith('schema/')) continue;
      expect(text).not.toMatch(/<(?:script|img|link|iframe)[^>]*(?:src|href)="(?:https?:)?\/\//);
    }
  });

  it('has pictures that a phone can load, each said in words', async () => {
    const files = await filesOf('a');
    const pictures = [...files].filter(([path]) => path.endsWith('.png'));
    expect(pictures.length).toBeGreaterThan(0);
    for (const [, bytes] of pictures) expect(bytes.length).toBeLessThan(300 * 1024);
    for (const path of pages) {
      for (const [, alt] of (files.get(path) ?? '').matchAll(/<img [^>]*?alt="([^"]*)"/g))
        expect(alt?.length).toBeGreaterThan(10);
    }
  });

  it('has a title on every page', async () => {
    for (const path of pages) expect((await filesOf('a')).get(path)).not.toMatch(/<title> ·/);
  });
});

describe('its navigation', () => {
  it('puts pages that no group names at the end', () => {
    const groups = contentsOf(['README.md', 'docs/adr/0001-x.md', 'docs/new.md']);
    expect(groups.map(({ name, pages: own }) => [name, own.map(({ path }) => path)])).toEqual([
      ['Start', ['index.html']],
      ['Decisions', ['adr/0001-x.html']],
      ['More', ['new.html']],
    ]);
  });
});

describe('a page', () => {
  const render = (text: string): string => renderMarkdown(text, (address) => address).html;

  it('shows markup as text, and no comment', () => {
    expect(render('a <b>c</b> <!-- d --> e')).toBe('<p>a &lt;b&gt;c&lt;/b&gt;  e</p>\n');
    expect(render('<!-- not run: x -->\n\n<script>\n1\n</script>')).toBe(
      '&lt;script&gt;\n1\n&lt;/script&gt;',
    );
  });

  it('keeps the lines and tabs of code, and escapes it', () => {
    expect(render('```sh\na <b>\n\tc\n```')).toBe(
      '<pre tabindex="0" role="group" aria-label="Code: sh"><code>a &lt;b&gt;\n\tc\n</code></pre>\n',
    );
  });

  it('is cut into sections of words', () => {
    const { sections, title } = renderMarkdown(
      '# A *b*\n\nfirst\n\n## C `d`\n\n- one\n- two',
      (to) => to,
    );
    expect(title).toBe('A b');
    expect(sections.map(({ anchor, text }) => [anchor, text])).toEqual([
      ['', ''],
      ['a-b', 'first'],
      ['c-d', 'one two'],
    ]);
  });
});

describe('a link', () => {
  it.each([
    ['README.md', 'docs/errors.md#pm-2006', 'errors.html#pm-2006'],
    ['docs/runbooks/deploy.md', '../errors.md', '../errors.html'],
    ['docs/reports.md', 'schema/report.schema.json', 'schema/report.schema.json'],
    ['docs/adr/0001-x.md', '../../README.md', '../index.html'],
    ['README.md', 'docs/adr/', 'https://github.com/phase-mirror/phase-mirror/blob/main/docs/adr/'],
    ['docs/a.md', '../LICENSE', 'https://github.com/phase-mirror/phase-mirror/blob/main/LICENSE'],
    ['docs/a.md', '#here', '#here'],
    ['docs/a.md', 'https://example.org/x#y', 'https://example.org/x#y'],
  ])('in %s to %s leads to %s', (source, address, there) => {
    expect(siteLink(source, address)).toBe(there);
  });
});

describe('an anchor', () => {
  it('is what GitHub makes of the heading', () => {
    const slug = sluggery();
    expect(['PM-2006', 'What `it` is, and why?', 'PM-2006', 'Über _x_'].map(slug)).toEqual([
      'pm-2006',
      'what-it-is-and-why',
      'pm-2006-1',
      'über-_x_',
    ]);
  });
});
