import { createRequire } from 'node:module';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { apiReference } from './api.js';
import { moduleName } from './api-content.js';
import { contentsOf, sitePath, type NavGroup } from './contents.js';
import { siteLink } from './links.js';
import { renderMarkdown } from './markdown.js';
import { sitePage } from './page.js';
import { SITE_SCRIPT } from './script.js';
import { searchIndex } from './search.js';
import { SITE_STYLE } from './style.js';

export interface SiteOptions {
  /** The repository. */
  readonly root: string;
  /** Folder that is made anew. */
  readonly out: string;
  /** Whether the API reference is made as well: it takes the compiler. Default true. */
  readonly api?: boolean;
}

/**
 * Builds the documentation as a folder that works from disk: no request, search included. Equal sources
 * have equal bytes, in any time zone and locale. Answers the paths of its pages, those of the API reference left out.
 */
export async function buildSite({
  root,
  out,
  api = true,
}: SiteOptions): Promise<readonly string[]> {
  await rm(out, { recursive: true, force: true });
  const files = await documents(root);
  const sources = files.filter((path) => path.endsWith('.md'));
  const groups = contentsOf(sources);
  const pages = await Promise.all(
    groups
      .flatMap((group) => group.pages)
      .map(async ({ source, path }) => {
        const text = await readFile(join(root, source), 'utf8');
        return { path, rendered: renderMarkdown(text, (address) => siteLink(source, address)) };
      }),
  );
  const reference = api ? await apiReference() : [];
  const titles = new Map([
    ...pages.map(({ path, rendered }) => [path, rendered.title] as const),
    ...reference.map(
      ({ path, name, rendered }) =>
        [path, /\/modules\/|index\.html$/.test(path) ? rendered.title : name] as const,
    ),
  ]);
  const version = (await readFile(join(root, 'VERSION'), 'utf8')).trim();
  const written: Record<string, string> = {
    'style.css': SITE_STYLE,
    'site.js': SITE_SCRIPT,
    'search-index.js': searchIndex([...pages, ...reference]),
    'minisearch.js': await minisearch(),
  };
  for (const { path, rendered } of pages) {
    written[path] = sitePage({ path, rendered, groups, titles, version });
  }
  const apiGroups = ['index', 'names'].map((file): NavGroup => ({
    name: moduleName(file).replace('@phase-mirror/', 'API: '),
    pages: reference.filter(({ path }) => path.includes(`/${file}.`) && path !== 'api/index.html'),
  }));
  for (const { path, rendered } of reference) {
    written[path] = sitePage({
      path,
      rendered,
      groups: [...groups, ...apiGroups],
      titles,
      version,
    });
  }
  for (const [path, text] of Object.entries(written)) {
    await mkdir(dirname(join(out, path)), { recursive: true });
    await writeFile(join(out, path), text);
  }
  // Schemas and pictures, which pages link to.
  for (const source of files.filter((path) => !path.endsWith('.md'))) {
    await cp(join(root, source), join(out, sitePath(source) as string));
  }
  return pages.map(({ path }) => path);
}

/** README, CHANGELOG and everything below docs, in the order of their names. */
async function documents(root: string): Promise<readonly string[]> {
  const below = await readdir(join(root, 'docs'), { recursive: true, withFileTypes: true });
  const docs = below
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(root.length)
        .replace(/^[/\\]/, ''),
    );
  return ['README.md', 'CHANGELOG.md', ...docs.sort()];
}

/** The search as a plain script; the notice of a source map that is not there is left out. */
async function minisearch(): Promise<string> {
  const main = createRequire(import.meta.url).resolve('minisearch');
  const file = join(dirname(main), '../umd/index.js');
  const text = await readFile(file, 'utf8');
  return text.replace(/\/\/# sourceMappingURL=.*\s*$/, '');
}
