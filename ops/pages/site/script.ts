/**
 * The search of the site, for browsers with JavaScript. The index is a script of its own, fetched from
 * beside the page at the first use: a page opened from disk may load scripts and nothing else.
 */
export const SITE_SCRIPT = `'use strict';
(() => {
  const form = document.getElementById('search');
  const words = document.getElementById('words');
  const found = document.getElementById('found');
  const status = document.getElementById('status');
  const root = document.documentElement.dataset.root;
  let search;
  let asked = false;
  const load = (file) => {
    const script = document.createElement('script');
    script.src = root + file;
    document.head.append(script);
    return script;
  };
  const prepare = () => {
    if (asked) return;
    asked = true;
    load('minisearch.js').onload = () => load('search-index.js');
  };
  window.phaseMirrorSearch = (options, index) => {
    search = MiniSearch.loadJS(index, options);
    show();
  };
  const show = () => {
    found.replaceChildren();
    const text = words.value.trim();
    if (text === '' || search === undefined) {
      status.textContent = '';
      return;
    }
    const all = search.search(text, { prefix: true, fuzzy: 0.15, boost: { heading: 3, title: 2 }, combineWith: 'AND' });
    status.textContent = all.length === 0 ? 'Nothing found' : all.length + (all.length === 1 ? ' place' : ' places');
    for (const { title, heading, href, text: says } of all.slice(0, 12)) {
      const link = document.createElement('a');
      link.href = root + href;
      const name = document.createElement('strong');
      name.textContent = heading === '' || heading === title ? title : title + ': ' + heading;
      const words = document.createElement('span');
      words.textContent = says;
      link.append(name, words);
      const item = document.createElement('li');
      item.append(link);
      found.append(item);
    }
  };
  words.addEventListener('focus', prepare);
  words.addEventListener('input', () => { prepare(); show(); });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    found.querySelector('a')?.click();
  });
  document.addEventListener('keydown', (event) => {
    const typing = /^(?:INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '');
    if (event.key === '/' && !typing) { event.preventDefault(); words.focus(); }
    if (event.key === 'Escape' && document.activeElement === words) { words.value = ''; show(); }
  });
  form.hidden = false;
})();
`;
