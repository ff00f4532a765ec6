import { STYLE } from '../../../runtime/src/report/html/style.js';
import { API_STYLE } from './api-style.js';

/** Colours and type of the reports, and the frame of a documentation site. It names no address. */
export const SITE_STYLE = `${STYLE}
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.bar { padding-block: 0.7rem; border-bottom: 1px solid var(--line); }
.inner, .columns { max-width: 86rem; margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2rem); }
.bar .inner { display: flex; flex-wrap: wrap; gap: 0.4rem 2rem; align-items: center; justify-content: space-between; }
.bar .name { font-weight: 600; } .bar .name a { color: var(--text); text-decoration: none; } .bar .name span { font-weight: 400; font-size: 0.9rem; }
#search { position: relative; flex: 1 1 16rem; max-width: 26rem; }
#search input { width: 100%; padding: 0.45rem 0.7rem; min-height: 2.5rem; font: inherit; color: var(--text); background: var(--card); border: 1px solid var(--soft); border-radius: 7px; }
.results { position: absolute; inset: calc(100% + 0.3rem) 0 auto 0; z-index: 3; background: var(--card); border-radius: 10px; max-height: 75vh; overflow-y: auto; }
.results:has(li, p:not(:empty)) { border: 1px solid var(--soft); box-shadow: 0 8px 30px rgb(0 0 0 / 15%); }
#status { padding: 0 0.9rem; color: var(--soft); font-size: 0.85rem; } #status:not(:empty) { padding-block: 0.5rem; }
#found a { display: block; padding: 0.5rem 0.9rem; color: var(--text); text-decoration: none; border-top: 1px solid var(--line); }
#found a:hover, #found a:focus-visible { background: var(--inset); outline-offset: -3px; }
#found strong { display: block; font-size: 0.95rem; } #found small { display: block; font-size: 0.8rem; color: var(--soft); } #found span { display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; font-size: 0.85rem; color: var(--soft); }
.columns { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 3rem; }
nav.site { padding-block: 1.25rem; font-size: 0.95rem; }
nav.site details { margin: 0; font-size: inherit; } nav.site summary { padding: 0.3rem 0; color: var(--text); font-weight: 600; }
nav.site li a, nav.site p a { display: block; padding: 0.3rem 0 0.3rem 0.9rem; line-height: 1.4; color: var(--soft); text-decoration: none; border-left: 2px solid var(--line); overflow-wrap: anywhere; }
nav.site p a { border: 0; padding-left: 0; }
nav.site a:hover { color: var(--link); text-decoration: underline; }
nav.site a[aria-current], nav.site p a[aria-current] { color: var(--text); border-left-color: var(--link); font-weight: 600; }
nav.site { order: 2; border-top: 1px solid var(--line); }
@media (min-width: 60rem) {
  nav.site { order: 0; border-top: 0; } .bar .pages { display: none; }
  .columns { grid-template-columns: 15rem minmax(0, 1fr); }
  nav.site { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; align-self: start; }
}
.toc { display: none; }
@media (min-width: 80rem) {
  .columns { grid-template-columns: 15rem minmax(0, 1fr) 13rem; }
  .toc { display: block; position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding-block: 1.75rem; font-size: 0.9rem; }
  .toc h2 { font-size: 0.9rem; margin-bottom: 0.3rem; } #page .onpage { display: none; }
  .toc a { display: block; padding: 0.25rem 0; color: var(--soft); text-decoration: none; } .toc a:hover { color: var(--link); text-decoration: underline; }
}
#page > section { padding-top: 0; }
#page { min-width: 0; max-width: 52rem; padding-block: 1.5rem 4rem; }
#page:focus { outline: none; }
#page h1 { margin-bottom: 1rem; } #page h2 { margin: 2.4rem 0 0.6rem; } #page h3 { margin: 1.8rem 0 0.4rem; font-size: 1.08rem; } #page h4 { margin: 1.4rem 0 0.4rem; }
#page p, #page ul, #page ol, #page pre, #page .scroll, #page blockquote { margin: 0.7rem 0; }
#page ul { list-style: disc; padding-left: 1.3rem; } #page ol { padding-left: 1.5rem; } #page li { margin: 0.25rem 0; } #page li > ul, #page li > p { margin: 0.25rem 0; }
#page pre { padding: 0.8rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; line-height: 1.5; }
#page :not(pre) > code { background: var(--card); border: 1px solid var(--line); border-radius: 4px; padding: 0.05em 0.3em; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
#page code.word { white-space: nowrap; } #page .tsd-tag, #page a > code.tsd-tag { background: none; border: 0; padding: 0; }
#page .scroll { overflow-x: auto; }
/* A shadow at the edge behind which there is more. */
#page pre, #page .scroll { --ground: var(--card); background: linear-gradient(to right, var(--ground) 30%, transparent) left / 2.5rem 100% no-repeat local, linear-gradient(to left, var(--ground) 30%, transparent) right / 2.5rem 100% no-repeat local, linear-gradient(to right, var(--shade), transparent) left / 0.8rem 100% no-repeat, linear-gradient(to left, var(--shade), transparent) right / 0.8rem 100% no-repeat; background-color: var(--ground); }
#page .scroll { --ground: var(--page); }
:root { --shade: rgb(0 0 0 / 14%); } @media (prefers-color-scheme: dark) { :root { --shade: rgb(0 0 0 / 60%); } }
 #page table { margin: 0; } #page td:nth-child(2) { width: auto; } #page th, #page td { padding-right: 1.25rem; min-width: 5rem; } #page thead th { font-weight: 600; }
/* A narrow table breaks between words; a wide one is scrolled. */
#page :is(th, td) { overflow-wrap: break-word; } #page :is(th, td) code { overflow-wrap: anywhere; }
#page table:has(:is(th, td):nth-child(3)) { min-width: 30rem; } #page table:has(:is(th, td):nth-child(4)) { min-width: 42rem; }
#page thead:not(:has(th:not(:empty))) { display: none; }
#page img { max-width: 100%; height: auto; border: 1px solid var(--line); border-radius: 10px; display: block; }
#page blockquote { padding-left: 1rem; border-left: 3px solid var(--line); color: var(--soft); }
#page .onpage { margin: 0 0 1.2rem; font-size: 0.95rem; } #page .onpage ul { list-style: none; padding: 0.2rem 0 0.2rem 0.9rem; margin: 0.3rem 0 0; border-left: 2px solid var(--line); } #page .onpage a { display: inline-block; padding: 0.15rem 0; }
.steps { display: flex; flex-wrap: wrap; gap: 0.8rem 1.5rem; justify-content: space-between; margin-top: 3.5rem; padding-top: 1.2rem; border-top: 1px solid var(--line); }
.steps a { text-decoration: none; font-weight: 600; } .steps a:hover { text-decoration: underline; } .steps span { display: block; font-size: 0.85rem; font-weight: 400; } .steps .next { margin-left: auto; text-align: right; }
@media (max-width: 44rem) { #search { flex-basis: 100%; max-width: none; } }
@media print { nav.site, .toc, .steps, #search, .pages, .onpage { display: none !important; } .columns { display: block; } }
${API_STYLE}`;
