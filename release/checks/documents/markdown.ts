import MarkdownIt from 'markdown-it';
import { sluggery } from '../../../ops/pages/site/slug.js';

export interface Link {
  readonly target: string;
  /** From 1: the first line of the paragraph that it stands in. */
  readonly line: number;
}

export interface Page {
  readonly links: readonly Link[];
  /** What a link may name after `#`. */
  readonly anchors: ReadonlySet<string>;
}

const parser = new MarkdownIt({ html: true });
const HTML_LINK = /<(?:a|img)\b[^>]*?\b(?:href|src)="([^"]*)"/gi;
const HTML_ANCHOR = /<[a-z][^>]*?\b(?:id|name)="([^"]+)"/gi;

/** Links and anchors of a page, as GitHub shows it: nothing inside of code is a link. */
export function readPage(text: string): Page {
  const links: Link[] = [];
  const anchors = new Set<string>();
  const slug = sluggery();
  const readHtml = (html: string, line: number): void => {
    for (const [, target = ''] of html.matchAll(HTML_LINK)) links.push({ target, line });
    for (const [, anchor = ''] of html.matchAll(HTML_ANCHOR)) anchors.add(anchor);
  };
  const tokens = parser.parse(text.replace(/^\uFEFF/, ''), {});
  for (const [at, token] of tokens.entries()) {
    const line = (token.map?.[0] ?? 0) + 1;
    if (token.type === 'html_block') readHtml(token.content, line);
    if (token.type !== 'inline') continue;
    for (const child of token.children ?? []) {
      const target = child.attrGet(child.type === 'image' ? 'src' : 'href');
      if (target !== null) links.push({ target: String(target), line });
      if (child.type === 'html_inline') readHtml(child.content, line);
    }
    if (tokens[at - 1]?.type !== 'heading_open') continue;
    anchors.add(slug((token.children ?? []).map(({ content }) => content).join('')));
  }
  return { links, anchors };
}
