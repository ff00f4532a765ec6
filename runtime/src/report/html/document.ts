import { createHash } from 'node:crypto';
import { html, prose } from './escape.js';

export interface HtmlDocument {
  readonly title: string;
  readonly style: string;
  /** None when absent: the page then allows no script at all. */
  readonly script?: string;
  /** What stands between `<body>` and the script. */
  readonly body: string;
}

/** A claim and its reflection. In the page itself: nothing is loaded. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1d5a96"/><path d="M14.5 7a9 9 0 0 0 0 18z" fill="#fff"/><path d="M18.5 8.2a8 8 0 0 1 0 15.6z" fill="none" stroke="#fff" stroke-width="2"/></svg>',
)}`;

const sourceHash = (source: string): string =>
  `'sha256-${createHash('sha256').update(source).digest('base64')}'`;

/** One page that needs nothing else: nothing is loaded and nothing is sent; only its own style and script run. */
export function htmlDocument({ title, style, script, body }: HtmlDocument): string {
  const policy = [
    `default-src 'none'`,
    `style-src ${sourceHash(style)}`,
    ...(script === undefined ? [] : [`script-src ${sourceHash(script)}`]),
    `img-src data:`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${html(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${html(title)} · Phase Mirror</title>
<link rel="icon" href="${ICON}">
<style>${style}</style>
</head>
<body>
${body}
${script === undefined ? '' : `<script>${script}</script>\n`}</body>
</html>
`;
}

/** The links to the parts of a page, with how much is in each. */
export function partsNav(
  label: string,
  parts: readonly (readonly [id: string, name: string, n?: number | undefined])[],
): string {
  const links = parts.map(
    ([id, name, n]) =>
      `<li><a href="#${id}">${name}${n === undefined ? '' : ` <span class="soft">${n}</span>`}</a></li>`,
  );
  return `<nav class="parts" aria-label="${html(label)}"><ul class="width">${links.join('')}</ul></nav>`;
}

/** A part of a page under its heading; the title is ours, the lead may hold words of others. */
export function section(id: string, title: string, lead: string | undefined, body: string): string {
  const intro = lead === undefined ? '' : `<p class="lead">${prose(lead)}</p>`;
  return `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${intro}${body}</section>`;
}
