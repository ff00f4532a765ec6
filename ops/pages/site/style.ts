import { STYLE } from '../../../runtime/src/report/html/style.js';

/** Colours and type of the reports, and the frame of a documentation site. It names no address. */
export const SITE_STYLE = `${STYLE}
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.bar { display: flex; flex-wrap: wrap; gap: 0.4rem 2rem; align-items: center; justify-content: space-between; padding: 0.7rem clamp(1rem, 4vw, 2rem); border-bottom: 1px solid var(--line); }
.bar .name { font-weight: 600; } .bar .name a { color: var(--text); text-decoration: none; } .bar .name span { font-weight: 400; font-size: 0.9rem; }
#search { position: relative; flex: 0 1 24rem; }
#search input { width: 100%; padding: 0.45rem 0.7rem; min-height: 2.5rem; font: inherit; color: var(--text); background: var(--card); border: 1px solid var(--soft); border-radius: 7px; }
.results { position: absolute; inset: calc(100% + 0.3rem) 0 auto 0; z-index: 3; background: var(--card); border-radius: 10px; max-height: 75vh; overflow-y: auto; }
.results:has(li, p:not(:empty)) { border: 1px solid var(--line); box-shadow: 0 8px 30px rgb(0 0 0 / 15%); }
#status { padding: 0 0.9rem; color: var(--soft); font-size: 0.85rem; } #status:not(:empty) { padding-block: 0.5rem; }
#found a { display: block; padding: 0.5rem 0.9rem; color: var(--text); text-decoration: none; border-top: 1px solid var(--line); }
#found a:hover, #found a:focus-visible { background: var(--inset); outline-offset: -3px; }
#found strong { display: block; font-size: 0.95rem; } #found span { display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; font-size: 0.85rem; color: var(--soft); }
.columns { display: grid; gap: 0 3rem; max-width: 84rem; margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2rem); }
nav.site { padding-block: 1.25rem; font-size: 0.95rem; }
nav.site details { margin: 0; font-size: inherit; } nav.site summary { padding: 0.3rem 0; color: var(--text); font-weight: 600; }
nav.site li a, nav.site p a { display: block; padding: 0.25rem 0 0.25rem 0.9rem; color: var(--soft); text-decoration: none; border-left: 2px solid var(--line); overflow-wrap: anywhere; }
nav.site p a { border: 0; padding-left: 0; }
nav.site a:hover { color: var(--link); text-decoration: underline; }
nav.site a[aria-current] { color: var(--text); border-left-color: var(--link); font-weight: 600; }
nav.site { order: 2; border-top: 1px solid var(--line); }
@media (min-width: 60rem) {
  nav.site { order: 0; border-top: 0; } .bar .pages { display: none; }
  .columns { grid-template-columns: 15rem minmax(0, 1fr); }
  nav.site { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; }
}
#page { min-width: 0; max-width: 52rem; padding-block: 1.5rem 4rem; }
#page:focus { outline: none; }
#page h1 { margin-bottom: 1rem; } #page h2 { margin: 2.4rem 0 0.6rem; } #page h3 { margin: 1.8rem 0 0.4rem; font-size: 1.08rem; } #page h4 { margin: 1.4rem 0 0.4rem; }
#page p, #page ul, #page ol, #page pre, #page .scroll, #page blockquote { margin: 0.7rem 0; }
#page ul { list-style: disc; padding-left: 1.3rem; } #page ol { padding-left: 1.5rem; } #page li { margin: 0.25rem 0; } #page li > ul, #page li > p { margin: 0.25rem 0; }
#page pre { padding: 0.8rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; line-height: 1.5; }
#page :not(pre) > code { background: var(--card); border: 1px solid var(--line); border-radius: 4px; padding: 0.05em 0.3em; }
#page .scroll { overflow-x: auto; } #page table { margin: 0; } #page td:nth-child(2) { width: auto; } #page th, #page td { padding-right: 1.25rem; min-width: 5rem; } #page thead th { font-weight: 600; }
#page th:nth-child(n + 4), #page td:nth-child(n + 4) { min-width: 12rem; }
#page thead:not(:has(th:not(:empty))) { display: none; }
#page img { max-width: 100%; height: auto; border: 1px solid var(--line); border-radius: 10px; display: block; }
#page blockquote { padding-left: 1rem; border-left: 3px solid var(--line); color: var(--soft); }
.onpage { float: right; margin: 0.2rem 0 1rem 1.5rem; max-width: 17rem; } .onpage[open] { padding: 0.3rem 1rem; border: 1px solid var(--line); border-radius: 8px; background: var(--card); max-height: 60vh; overflow-y: auto; } #page .onpage ul { list-style: none; padding: 0; margin: 0.2rem 0 0.5rem; }
@media (max-width: 44rem) { .onpage { float: none; margin: 0 0 1rem; max-width: none; } #search { flex-basis: 100%; } }
@media print { nav.site, #search { display: none !important; } .columns { display: block; } }
`;
