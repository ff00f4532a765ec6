/** The whole style of the page. It names no address: nothing is loaded. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f6f4; --card: #ffffff; --inset: #f6f6f4; --line: #dcdfe3; --text: #1b2026; --soft: #535d68;
  --link: #1d5a96; --mark: #ffe2a0; --mark-text: #1b2026;
  --critical: #b3261e; --high: #a8440a; --medium: #7a5900; --low: #1d5a96; --info: #535d68; --good: #1a6b3c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #101418; --card: #181d23; --inset: #11161b; --line: #2c353f; --text: #e5e9ed; --soft: #a5afba;
    --link: #8cc1f5; --mark: #5a4712; --mark-text: #fff4d6;
    --critical: #ff8f86; --high: #ffb37a; --medium: #e6c264; --low: #8cc1f5; --info: #a5afba; --good: #82d6a3;
  }
}
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--text); overflow-wrap: anywhere;
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
.width { max-width: 62rem; margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2rem); }
h1, h2, h3, h4, p, ul, dl, dd, figure, fieldset { margin: 0; padding: 0; }
h1 { font-size: clamp(1.5rem, 5vw, 2.1rem); line-height: 1.2; letter-spacing: -0.015em; }
h2 { font-size: 1.3rem; line-height: 1.3; }
h3 { font-size: 1rem; }
h4 { font-size: 1.08rem; line-height: 1.4; }
ul { list-style: none; }
fieldset { border: 0; min-width: 0; }
legend { padding: 0; }
a { color: var(--link); text-underline-offset: 0.15em; }
code, pre, kbd { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.875em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
[hidden] { display: none !important; }
.skip { position: absolute; left: -100vw; background: var(--card); padding: 0.6rem 1rem; z-index: 2; }
.skip:focus { left: 0.5rem; top: 0.5rem; }
.soft { color: var(--soft); }
.quiet { color: var(--soft); font-size: 0.9rem; }

.top { padding-block: clamp(1.5rem, 5vw, 3rem) 1.25rem; }
.brand { color: var(--soft); font-size: 0.9rem; letter-spacing: 0.02em; margin-bottom: 0.9rem; }
.verdict { display: inline-block; margin-right: 0.1em; }
.verdict.block { color: var(--critical); } .verdict.warn { color: var(--medium); } .verdict.allow { color: var(--good); }
.change { margin-top: 0.5rem; color: var(--soft); }
.reasons { margin-top: 1.1rem; }
.reasons li { padding: 0.15rem 0 0.15rem 0.9rem; border-left: 3px solid var(--line); }
.reasons li + li { margin-top: 0.3rem; }
.reasons .block { border-color: var(--critical); } .reasons .warn { border-color: var(--medium); } .reasons .allow { border-color: var(--good); }
.parts { border-block: 1px solid var(--line); }
.parts ul { display: flex; flex-wrap: wrap; gap: 0 1.5rem; }
.parts a { display: inline-block; padding: 0.55rem 0; text-decoration: none; }
.parts a:hover { text-decoration: underline; }
main > section { padding-top: clamp(1.75rem, 5vw, 2.75rem); }
main { padding-bottom: 3rem; }
.lead { margin: 0.35rem 0 0; color: var(--soft); max-width: 46rem; }

.filter { display: grid; gap: 0.9rem 1.25rem; margin-top: 1.1rem; padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.filter label, .filter legend { font-size: 0.9rem; color: var(--soft); }
.filter input[type=search], .filter select {
  display: block; width: 100%; margin-top: 0.2rem; padding: 0.5rem 0.6rem; min-height: 2.75rem;
  font: inherit; color: var(--text); background: var(--inset); border: 1px solid var(--soft); border-radius: 7px;
}
.choices { display: flex; flex-wrap: wrap; gap: 0.15rem 1.1rem; }
.choices label { display: inline-flex; align-items: center; gap: 0.45rem; min-height: 2.25rem; color: var(--text); }
.choices input { width: 1.15rem; height: 1.15rem; accent-color: var(--link); }
.filter .row { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; justify-content: space-between; }
.filter button { font: inherit; font-size: 0.95rem; padding: 0.45rem 0.9rem; min-height: 2.5rem; color: var(--text); background: var(--inset); border: 1px solid var(--soft); border-radius: 7px; cursor: pointer; }
@media (min-width: 44rem) { .filter { grid-template-columns: 2fr 1fr; } .filter .wide { grid-column: 1 / -1; } }

.group { margin-top: 1.75rem; }
.group > h3 { display: flex; align-items: baseline; gap: 0.5rem; }
.count { color: var(--soft); font-weight: 400; }
.severity::before { content: ""; display: inline-block; width: 0.65em; height: 0.65em; border-radius: 50%; background: currentColor; margin-right: 0.5em; }
.severity.critical { color: var(--critical); } .severity.high { color: var(--high); } .severity.medium { color: var(--medium); } .severity.low { color: var(--low); } .severity.info { color: var(--info); }
.card { margin-top: 0.8rem; padding: clamp(0.9rem, 3vw, 1.3rem); background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.finding { border-left: 4px solid var(--line); scroll-margin-top: 1rem; }
.finding.critical { border-left-color: var(--critical); } .finding.high { border-left-color: var(--high); } .finding.medium { border-left-color: var(--medium); } .finding.low { border-left-color: var(--low); } .finding.info { border-left-color: var(--info); }
.facts { display: flex; flex-wrap: wrap; gap: 0.1rem 0.9rem; margin-top: 0.25rem; font-size: 0.9rem; color: var(--soft); }
.sides { display: grid; gap: 0 0.9rem; margin-top: 0.9rem; }
@media (min-width: 52rem) { .sides { grid-template-columns: 1fr 1fr; } }
.side { min-width: 0; display: grid; grid-template-columns: minmax(0, 1fr); grid-template-rows: subgrid; grid-row: span 2; align-items: start; }
.side + .side { margin-top: 0.9rem; }
@media (min-width: 52rem) { .side + .side { margin-top: 0; } }
.label { display: block; font-size: 0.8rem; color: var(--soft); letter-spacing: 0.03em; }
.frame { margin-top: 0.4rem; border: 1px solid var(--line); border-radius: 7px; background: var(--inset); overflow: hidden; }
.where { padding: 0.35rem 0.7rem; font-size: 0.85rem; color: var(--soft); border-bottom: 1px solid var(--line); }
.where:last-child { border-bottom: 0; }
.frame pre { display: flex; margin: 0; padding: 0.55rem 0.7rem; gap: 0.8rem; line-height: 1.5; }
.frame pre code { font-size: 1em; white-space: pre-wrap; min-width: 0; }
.number { color: var(--soft); user-select: none; flex: none; overflow-wrap: normal; }
mark { background: var(--mark); color: var(--mark-text); border-radius: 3px; padding: 0.05em 0; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.advice { display: grid; gap: 0.15rem 1rem; margin-top: 1rem; }
.advice dt { font-size: 0.8rem; color: var(--soft); letter-spacing: 0.03em; padding-top: 0.15rem; }
.advice dd + dt { margin-top: 0.45rem; }
.advice .fix { font-weight: 600; }
@media (min-width: 44rem) { .advice { grid-template-columns: minmax(2.5rem, max-content) 1fr; gap: 0.5rem 1rem; } .advice dd + dt { margin-top: 0; } }
details { margin-top: 0.8rem; font-size: 0.9rem; }
summary { cursor: pointer; color: var(--soft); width: fit-content; padding: 0.15rem 0; }
.pairs { display: grid; gap: 0.1rem 1.25rem; margin-top: 0.5rem; }
.pairs dt { color: var(--soft); font-size: 0.9rem; }
.pairs dd { margin-bottom: 0.45rem; min-width: 0; }
@media (min-width: 44rem) { .pairs { grid-template-columns: 11rem 1fr; gap: 0.4rem 1.25rem; } .pairs dd { margin-bottom: 0; } }
.none { margin-top: 1rem; }

table { width: 100%; margin-top: 0.9rem; border-collapse: collapse; font-size: 0.95rem; }
caption { text-align: left; color: var(--soft); font-size: 0.9rem; padding-bottom: 0.4rem; }
th, td { text-align: left; vertical-align: top; padding: 0.5rem 0.75rem 0.5rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
td:nth-child(2) { width: 60%; }
th.id { white-space: nowrap; }
thead th { color: var(--soft); font-size: 0.85rem; }
td.n, th.n { text-align: right; padding-right: 0; padding-left: 0.75rem; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
.windows { display: grid; gap: 0.8rem; margin-top: 0.9rem; }
@media (min-width: 44rem) { .windows { grid-template-columns: 1fr 1fr; } .windows .card { margin-top: 0; } }
.windows svg { display: block; width: 100%; height: auto; margin-top: 0.6rem; }
.windows figcaption { margin-top: 0.5rem; font-size: 0.9rem; color: var(--soft); }
svg .fp { fill: var(--critical); } svg .tp { fill: var(--good); } svg .pending { fill: none; stroke: var(--soft); }
svg .axis { stroke: var(--line); } svg .spread { fill: var(--soft); opacity: 0.35; } svg .rate { fill: var(--text); }
svg text { fill: var(--soft); font: 10px system-ui, sans-serif; }
.foot { border-top: 1px solid var(--line); padding-block: 1.25rem 2.5rem; }

@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media print {
  :root { --page: #fff; --inset: #fff; }
  .filter, .parts, .skip { display: none !important; }
  .card { break-inside: avoid; }
  h2, h3, .lead { break-after: avoid; }
  /* What is folded cannot be unfolded on paper. */
  details:not([open]) { display: none; }
}
`;
