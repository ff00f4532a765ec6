import type { Rendered } from './markdown.js';

/** typedoc names entry points by their files. */
const MODULES: Readonly<Record<string, { readonly name: string; readonly holds: string }>> = {
  index: {
    name: '@phase-mirror/runtime',
    holds: 'The oracle: facts, rules, one evaluation, reports, stores.',
  },
  names: {
    name: '@phase-mirror/runtime/names',
    holds: 'What everything is called that is deployed: tables, parameters, alarms, metrics.',
  },
};

/**
 * What typedoc says of one symbol, made a page of this site: nothing to fold, nothing drawn, headings in
 * their order.
 */
export function apiContent(source: string): Rendered {
  const plain = inOrder(
    source
      .replace(/<svg\b.*?<\/svg>/gs, '')
      .replace(/<a [^>]*class="tsd-anchor-icon"[^>]*>.*?<\/a>/gs, '')
      // What folds is a part like any other.
      .replace(/<details\b([^>]*?)(?: open(?:="")?)?>/g, '<div$1>')
      .replaceAll('</details>', '</div>')
      .replace(/<\/?summary\b[^>]*>/g, '')
      // It is no part beside the page.
      .replace(/<(\/?)aside\b/g, '<$1div')
      .replace(/(<h1>Module )(\w+)/, (_, start: string, file: string) => start + moduleName(file))
      .replace(
        /(<a href="(?:[./]*modules\/\w+\.html|" aria-current="page)"[^>]*>)(index|names)(?=<\/a>)/g,
        (_, start: string, file: string) => start + moduleName(file),
      )
      .replace(
        /(modules\/(\w+)\.html".*?<dd\b[^>]*>)(?=<\/dd>)/g,
        (_, start: string, file: string) => start + (MODULES[file]?.holds ?? ''),
      )
      .replace(
        /<ul class="tsd-breadcrumb"[^>]*>/,
        (list) => `${list}<li><a href="../index.html">API reference</a></li>`,
      )
      .replace(/<h1>@phase-mirror\/runtime(?=<\/h1>)/, '<h1>API reference')
      .replace(
        /<h1>(Class|Function|Interface|Module|Type Alias|Variable) /,
        (_, kind: string) => `<h1><span class="kind">${kind}</span> `,
      ),
  );
  const title = textOf(/<h1>(.*?)<\/h1>/s.exec(plain)?.[1] ?? '');
  return { title, html: plain, sections: sectionsOf(plain) };
}

/** What those who import an entry point call it. */
export const moduleName = (file: string): string => MODULES[file]?.name ?? file;

/** Headings of which none skips a level, in the same tree. */
function inOrder(html: string): string {
  const open: number[] = [];
  return html.replace(
    /<h([1-6])\b([^>]*)>(.*?)<\/h\1>/gs,
    (_, level: string, attributes: string, text: string) => {
      while ((open.at(-1) ?? 0) >= Number(level)) open.pop();
      open.push(Number(level));
      return `<h${open.length}${attributes}>${text}</h${open.length}>`;
    },
  );
}

/** What the page is about, and each member with what is said of it. */
function sectionsOf(html: string): Rendered['sections'] {
  const pieces = html.split(/(?=<h[1-6]\b)/).map((piece) => {
    const [, level = '1', attributes = '', heading = ''] =
      /^<h([1-6])\b([^>]*)>(.*?)<\/h\1>/s.exec(piece) ?? [];
    return {
      anchor: /\bid="([^"]*)"/.exec(attributes)?.[1] ?? '',
      heading: textOf(heading),
      level: Number(level),
      text: [...piece.matchAll(/<p>(.*?)<\/p>/gs)].map(([, said = '']) => textOf(said)).join(' '),
    };
  });
  const parts = pieces.filter(({ anchor }) => anchor !== '');
  // Members where there are any: `Properties` alone leads nowhere.
  const deepest = Math.max(0, ...parts.map(({ level }) => level));
  const about = pieces.filter(({ anchor }) => anchor === '').map(({ text }) => text);
  return [
    { anchor: '', heading: '', level: 1, text: about.join(' ').trim() },
    ...parts.filter(({ level }) => level === deepest).map((part) => ({ ...part, level: 2 })),
  ];
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

function textOf(html: string): string {
  return html
    .replace(/<code class="tsd-tag">.*?<\/code>/gs, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] as string)
    .replace(/\s+/g, ' ')
    .trim();
}
