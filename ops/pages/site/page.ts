import { html } from '../../../runtime/src/report/html/escape.js';
import type { Group } from './contents.js';
import type { Rendered } from './markdown.js';

export interface PageParts {
  /** Path on the site. */
  readonly path: string;
  readonly rendered: Rendered;
  readonly groups: readonly Group[];
  /** Titles of all pages by their path on the site. */
  readonly titles: ReadonlyMap<string, string>;
  readonly version: string;
}

/** Sections that make a list of them worth its place. */
const LEAST_SECTIONS = 4;

/** One page with the way to all the others. */
export function sitePage({ path, rendered, groups, titles, version }: PageParts): string {
  const root = '../'.repeat(path.split('/').length - 1);
  const here = groups.find(({ pages }) => pages.some((page) => page.path === path))?.name;
  const nav = groups.map(({ name, pages }) => {
    const links = pages.map((page) => {
      const current = page.path === path ? ' aria-current="page"' : '';
      return `<li><a href="${root}${html(page.path)}"${current}>${html(titles.get(page.path) ?? page.path)}</a></li>`;
    });
    return `<details${name === here ? ' open' : ''}><summary>${html(name)}</summary><ul>${links.join('')}</ul></details>`;
  });
  return `<!doctype html>
<html lang="en" data-root="${root}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${html(rendered.title)} · Phase Mirror</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${root}style.css">
</head>
<body>
<a class="skip" href="#page">Skip to the page</a>
<header class="bar"><p class="name"><a href="${root}index.html">Phase Mirror</a> <span class="soft">${html(version)}</span></p>
<p class="pages"><a href="#pages">All pages</a></p>
<form id="search" role="search" hidden><label class="hidden" for="words">Search the documentation</label><input type="search" id="words" placeholder="Search  /" autocomplete="off" spellcheck="false"><div class="results"><p id="status" role="status"></p><ul id="found"></ul></div></form></header>
<div class="columns">
<nav class="site" id="pages" aria-label="Pages">${nav.join('\n')}<p><a href="${root}api/index.html">API reference</a></p></nav>
<main id="page" tabindex="-1">
${rendered.html.replace('</h1>', `</h1>\n${onThisPage(rendered)}`)}
</main>
</div>
<script src="${root}site.js"></script>
</body>
</html>
`;
}

function onThisPage({ sections }: Rendered): string {
  const own = sections.filter(({ level, anchor }) => level === 2 && anchor !== '');
  if (own.length < LEAST_SECTIONS) return '';
  const links = own.map(
    ({ anchor, heading }) => `<li><a href="#${html(anchor)}">${html(heading)}</a></li>`,
  );
  return `<details class="onpage"><summary>On this page</summary><ul>${links.join('')}</ul></details>`;
}
