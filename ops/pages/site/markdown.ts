import MarkdownIt, { type Token } from 'markdown-it';
import { html } from '../../../runtime/src/report/html/escape.js';
import { sluggery } from './slug.js';

/** A stretch of a page from one heading to the next, as it is searched. */
export interface Section {
  /** Empty before the first heading. */
  readonly anchor: string;
  readonly heading: string;
  readonly level: number;
  /** Words without markup; blocks of code are left out of it. */
  readonly text: string;
}

export interface Rendered {
  readonly title: string;
  readonly html: string;
  readonly sections: readonly Section[];
}

/** Characters of inline code that a phone has room for on one line. */
const LONGEST_WORD = 24;

/** Turns a page of the repository into HTML; `link` answers where an address leads on the site. */
export function renderMarkdown(source: string, link: (address: string) => string): Rendered {
  const markdown = new MarkdownIt({ html: true });
  const { rules } = markdown.renderer;
  // Comments are for those who edit the page; any other markup is shown as the text that it is.
  const raw = (tokens: readonly Token[], i: number): string => {
    const text = tokens[i]?.content ?? '';
    return codeText(text.replace(/<!--.*?-->/gs, '').trim());
  };
  rules['html_block'] = raw;
  rules['html_inline'] = raw;
  rules['table_open'] = () =>
    '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>\n';
  // A head without words is no head: a screen reader would announce nothing.
  rules['th_open'] = (tokens, i) => (tokens[i + 1]?.content === '' ? '<td>' : '<th>');
  rules['th_close'] = (tokens, i) => (tokens[i - 1]?.content === '' ? '</td>' : '</th>');
  rules['table_close'] = () => '</table></div>\n';
  // A short one is a word: `--json` is not to be broken at its hyphens.
  rules['code_inline'] = (tokens, i) => {
    const text = tokens[i]?.content ?? '';
    return `<code${text.length <= LONGEST_WORD ? ' class="word"' : ''}>${codeText(text)}</code>`;
  };
  rules['fence'] = (tokens, i) => block(tokens[i]?.content ?? '', tokens[i]?.info ?? '');
  rules['code_block'] = (tokens, i) => block(tokens[i]?.content ?? '', '');
  const tokens = markdown.parse(source, {});
  const slug = sluggery();
  const sections: { anchor: string; heading: string; level: number; words: string[] }[] = [
    { anchor: '', heading: '', level: 1, words: [] },
  ];
  tokens.forEach((token, i) => {
    if (token.type === 'heading_open') {
      const heading = textOf(tokens[i + 1]);
      const anchor = slug(heading);
      token.attrSet('id', anchor);
      sections.push({ anchor, heading, level: Number(token.tag.slice(1)), words: [] });
    } else if (token.type === 'inline') {
      relink(token, link);
      if (tokens[i - 1]?.type !== 'heading_open') sections.at(-1)?.words.push(textOf(token));
    }
  });
  const title = sections.find(({ level, anchor }) => level === 1 && anchor !== '')?.heading ?? '';
  return {
    title,
    html: markdown.renderer.render(tokens, markdown.options, {}),
    sections: sections.map(({ words, ...rest }) => ({ ...rest, text: words.join(' ') })),
  };
}

const block = (code: string, info: string): string => {
  const language = /^[a-z0-9-]+/.exec(info)?.[0];
  const name = language === undefined ? 'Code' : `Code: ${language}`;
  return `<pre tabindex="0" role="group" aria-label="${name}"><code>${codeText(code)}</code></pre>\n`;
};

/** Code keeps its line ends and tabs, which `html` would show as what they are not. */
const codeText = (code: string): string =>
  code
    .split('\n')
    .map((line) => line.split('\t').map(html).join('\t'))
    .join('\n');

function textOf(token: Token | undefined): string {
  const own = token?.children ?? [];
  return own
    .map(({ type, content }) =>
      type === 'text' || type === 'code_inline' ? content : type === 'softbreak' ? ' ' : '',
    )
    .join('');
}

function relink(token: Token, link: (address: string) => string): void {
  for (const child of token.children ?? []) {
    for (const name of ['href', 'src'] as const) {
      const address = child.attrGet(name);
      if (address !== null) child.attrSet(name, link(String(address)));
    }
    if (child.type === 'image') child.attrSet('loading', 'lazy');
  }
}
