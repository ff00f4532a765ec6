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
      name.textContent = heading === '' ? title : heading;
      link.append(name);
      const add = (kind, text) => {
        if (text === '') return;
        const line = document.createElement(kind);
        line.textContent = text;
        link.append(line);
      };
      add('small', heading === '' || heading === title ? '' : title);
      add('span', says);
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
  form.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const stops = [words, ...found.querySelectorAll('a')];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  });
  document.addEventListener('keydown', (event) => {
    const typing = /^(?:INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '');
    if (event.key === '/' && !typing) { event.preventDefault(); words.focus(); }
    if (event.key === 'Escape' && form.contains(document.activeElement)) { words.value = ''; show(); words.focus(); }
  });
  form.hidden = false;
})();
`;
