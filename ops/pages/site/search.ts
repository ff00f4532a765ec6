import MiniSearch from 'minisearch';
import type { Rendered } from './markdown.js';

/** How pages are indexed; the script of the site reads the index with the same options. */
export const SEARCH_OPTIONS = {
  fields: ['heading', 'title', 'text'],
  storeFields: ['title', 'heading', 'href', 'text'],
};

/** Characters of a section that a result may show. */
const EXCERPT = 160;

/** Everything that can be searched, as a script: a page opened from disk may load no data. */
export function searchIndex(
  pages: readonly { readonly path: string; readonly rendered: Rendered }[],
): string {
  const index = new MiniSearch<object>({ ...SEARCH_OPTIONS });
  let id = 0;
  for (const { path, rendered } of pages) {
    for (const { anchor, heading, text } of rendered.sections) {
      if (heading === '' && text === '') continue;
      id += 1;
      const href = anchor === '' ? path : `${path}#${anchor}`;
      index.add({ id, title: rendered.title, heading, href, text });
    }
  }
  const stored = index.toJSON();
  const short = Object.entries(stored.storedFields).map(([key, fields]) => {
    const { text, ...rest } = fields as { text: string };
    return [key, { ...rest, text: text.slice(0, EXCERPT) }] as const;
  });
  const json = JSON.stringify({ ...stored, storedFields: Object.fromEntries(short) });
  return `window.phaseMirrorSearch(${JSON.stringify(SEARCH_OPTIONS)}, ${json.replaceAll('<', '\\u003c')});\n`;
}
