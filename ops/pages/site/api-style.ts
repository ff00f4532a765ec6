/** What pages of the API reference have and no other page does. Classes are typedoc's. */
export const API_STYLE = `
#page .tsd-breadcrumb { display: flex; flex-wrap: wrap; list-style: none; padding: 0; margin: 0 0 0.6rem; font-size: 0.9rem; }
#page .tsd-breadcrumb li { margin: 0; } .tsd-breadcrumb li + li::before { content: "/"; padding-inline: 0.5rem; color: var(--soft); }
.tsd-breadcrumb a[aria-current] { color: var(--text); text-decoration: none; }
#page h1 .kind { display: block; font-size: 0.95rem; font-weight: 400; letter-spacing: 0; color: var(--soft); margin-bottom: 0.2rem; }
.tsd-tag { font-family: inherit; font-size: 0.75rem; font-weight: 400; color: var(--soft); margin-right: 0.5em; vertical-align: 0.1em; }
#page h1 .tsd-tag { margin-left: 0.6rem; vertical-align: 0.4em; }
.tsd-signature { margin: 0.7rem 0; padding: 0.7rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; white-space: pre-wrap; line-height: 1.55; font: 0.85rem/1.6 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.tsd-signature-symbol, .tsd-signature-keyword { color: var(--soft); }
.tsd-signature > span[class*=tsd-kind]:first-child, .tsd-kind-call-signature { font-weight: 600; }
#page .tsd-signatures, #page .tsd-parameter-list { list-style: none; padding: 0; }
#page .tsd-parameter-list > li, .tsd-parameters > ul > li { padding: 0.35rem 0 0.35rem 0.9rem; border-left: 2px solid var(--line); margin: 0; }
#page .tsd-parameters { margin: 0.7rem 0; } .tsd-parameter-list > li > span, .tsd-returns-title > * , .tsd-parameter-list h5 { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.9rem; font-weight: 400; }
#page :is(.tsd-parameters-title, .tsd-returns-title, .tsd-hierarchy h2, .tsd-type-parameters-title) { margin: 1.3rem 0 0.3rem; font-size: 1rem; }
#page .tsd-hierarchy ul, #page ul.tsd-hierarchy { list-style: none; padding-left: 0; } #page ul.tsd-hierarchy ul { padding-left: 1.2rem; }
#page .tsd-member { padding-top: 1.1rem; } #page .tsd-member + .tsd-member { border-top: 1px solid var(--line); margin-top: 1.2rem; }
#page .tsd-member > h3 { margin: 0 0 0.3rem; scroll-margin-top: 1rem; }
.tsd-member-summaries { display: grid; gap: 0.1rem 1.5rem; margin: 0.7rem 0; }
.tsd-member-summaries dt a { display: inline-block; padding-block: 0.15rem; }
.tsd-member-summaries dt { padding-top: 0.5rem; border-top: 1px solid var(--line); } .tsd-member-summaries dd p { margin: 0 0 0.5rem; }
.tsd-member-summaries .tsd-tag { margin: 0 0 0 0.5rem; }
@media (min-width: 48rem) { .tsd-member-summaries { grid-template-columns: minmax(11rem, max-content) 1fr; } .tsd-member-summaries dt, .tsd-member-summaries dd { border-top: 1px solid var(--line); padding-block: 0.5rem; } .tsd-member-summaries dd p { margin: 0 !important; } }
.tsd-member-summaries + .tsd-member-summaries { margin-top: 0; }
.tsd-sources { color: var(--soft); font-size: 0.9rem; }
`;
