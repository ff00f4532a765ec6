import { ICON } from '../../../runtime/src/report/html/document.js';
import { html } from '../../../runtime/src/report/html/escape.js';
import type { NavGroup } from './contents.js';
import type { Rendered } from './markdown.js';

export interface PageParts {
  /** Path on the site. */
  readonly path: string;
  readonly rendered: Rendered;
  readonly groups: readonly NavGroup[];
  /** Titles of all pages by their path on the site. */
  readonly titles: ReadonlyMap<string, string>;
  readonly version: string;
}

/** Sections that make a list of them worth its place. */
const LEAST_SECTIONS = 4;

const REFERENCE = 'api/index.html';

/** One page with the way to all the others. */
export function sitePage({ path, rendered, groups, titles, version }: PageParts): string {
  const root = '../'.repeat(path.split('/').length - 1);
  const titleOf = (page: string): string => html(titles.get(page) ?? page);
  const here = groups.find(({ pages }) => pages.some((page) => page.path === path))?.name;
  const current = (page: string): string => (page === path ? ' aria-current="page"' : '');
  const nav = groups.map(({ name, pages }) => {
    const links = pages.map(
      (page) =>
        `<li><a href="${root}${html(page.path)}"${current(page.path)}>${titleOf(page.path)}</a></li>`,
    );
    return `<details${name === here ? ' open' : ''}><summary>${html(name)}</summary><ul>${links.join('')}</ul></details>`;
  });
  const sections = sectionLinks(rendered);
  const folded =
    sections === ''
      ? ''
      : `<details class="onpage"><summary>On this page</summary>${sections}</details>`;
  const beside =
    sections === ''
      ? ''
      : `<nav class="toc" aria-labelledby="toc"><h2 id="toc">On this page</h2>${sections}</nav>`;
  return `<!doctype html>
<html lang="en" data-root="${root}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${path === 'index.html' ? 'Phase Mirror: documentation' : `${html(rendered.title)} · Phase Mirror`}</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="${root}style.css">
</head>
<body>
<a class="skip" href="#page">Skip to the page</a>
<header class="bar"><div class="inner"><p class="name"><a href="${root}index.html">Phase Mirror</a> <span class="soft">${html(version)}</span></p>
<p class="pages"><a href="#pages">All pages</a></p>
<form id="search" role="search" hidden><label class="hidden" for="words">Search the documentation</label><input type="search" id="words" placeholder="Search: press /" autocomplete="off" spellcheck="false"><div class="results"><p id="status" role="status"></p><ul id="found"></ul></div></form></div></header>
<div class="columns">
<nav class="site" id="pages" aria-label="Pages">${nav.join('\n')}<p><a href="${root}${REFERENCE}"${current(REFERENCE)}>API reference</a></p></nav>
<main id="page" tabindex="-1">
${rendered.html.replace('</h1>', `</h1>\n${folded}`)}
${steps(path, groups, root, titleOf)}
</main>
${beside}
</div>
<footer class="foot"><p class="inner quiet">Phase Mirror ${html(version)} · Apache-2.0 · These pages work from disk and ask nobody for anything.</p></footer>
<script src="${root}site.js"></script>
</body>
</html>
`;
}

function sectionLinks({ sections }: Rendered): string {
  const own = sections.filter(({ level, anchor }) => level === 2 && anchor !== '');
  if (own.length < LEAST_SECTIONS) return '';
  const links = own.map(
    ({ anchor, heading }) => `<li><a href="#${html(anchor)}">${html(heading)}</a></li>`,
  );
  return `<ul>${links.join('')}</ul>`;
}

/** The way to the pages before and after, within the group of this one. */
function steps(
  path: string,
  groups: readonly NavGroup[],
  root: string,
  titleOf: (page: string) => string,
): string {
  const pages = groups.find((group) => group.pages.some((page) => page.path === path))?.pages ?? [];
  const at = pages.findIndex((page) => page.path === path);
  const step = (to: number, name: string): string => {
    const page = pages[to]?.path;
    return page === undefined
      ? ''
      : `<a class="${name.toLowerCase()}" href="${root}${html(page)}"><span class="soft">${name}</span> ${titleOf(page)}</a>`;
  };
  const links = `${step(at - 1, 'Previous')}${step(at + 1, 'Next')}`;
  return links === '' ? '' : `<nav class="steps" aria-label="Neighbouring pages">${links}</nav>`;
}
