import { STYLE } from '../report/html/style.js';

/** The style of reports, and what only the dashboard has. It names no address: nothing is loaded. */
export const DASHBOARD_STYLE = `${STYLE}
.state { display: inline-block; }
.state.good { color: var(--good); } .state.watch { color: var(--medium); } .state.urgent { color: var(--critical); }
.attention { margin-top: 1.1rem; display: grid; gap: 0.3rem; }
.attention li { padding: 0.15rem 0 0.15rem 0.9rem; border-left: 3px solid var(--medium); }
.attention .urgent { border-color: var(--critical); } .attention .quiet { border-color: var(--line); }
.unknown { margin-top: 0.9rem; padding: 0.7rem 1rem; border: 1px dashed var(--soft); border-radius: 10px; color: var(--soft); }
.unknown b { display: block; color: var(--text); font-weight: 600; }
.pair { display: grid; gap: 0.8rem; margin-top: 0.9rem; }
.pair > * { margin-top: 0; min-width: 0; }
@media (min-width: 52rem) { .pair { grid-template-columns: 1fr 1fr; } }
.pair h3 { font-size: 1rem; }
figure.card svg { display: block; width: 100%; height: 6.5rem; overflow: visible; }
figure.card .scale { margin-top: 0.25rem; } figure.card .scale.highest { display: block; margin: 0.3rem 0 0.35rem; text-align: right; min-height: 1.25em; }
svg line, svg .partial { vector-effect: non-scaling-stroke; }
.empty { margin-top: 0.7rem; }
.empty + figcaption { margin-top: 0.2rem; }
figure.card figcaption { margin-top: 0.5rem; font-size: 0.9rem; color: var(--soft); }
svg .block { fill: var(--critical); } svg .warn { fill: var(--medium); opacity: 0.75; } svg .allow { fill: var(--good); opacity: 0.55; }
svg .all { fill: var(--link); opacity: 0.6; } svg .partial { fill: none; stroke: var(--soft); stroke-dasharray: 2 2; }
svg .limit { stroke: var(--text); stroke-dasharray: 4 3; } svg .fits { fill: var(--soft); } svg .over { fill: var(--critical); }
svg .point { fill: var(--text); stroke: var(--card); stroke-width: 1.5; }
.key { display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; font-size: 0.85rem; color: var(--soft); margin-top: 0.4rem; }
.key span::before { content: ""; display: inline-block; width: 0.7em; height: 0.7em; margin-right: 0.45em; border-radius: 2px; background: currentColor; }
.key .warn::before { opacity: 0.75; } .key .allow::before { opacity: 0.55; } .key .all::before { opacity: 0.6; }
.key .block { color: var(--critical); } .key .warn { color: var(--medium); } .key .allow { color: var(--good); } .key .all { color: var(--link); }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline-offset: -1px; }
td:nth-child(2) { width: auto; }
.narrow { max-width: 40rem; }
.rows { margin-top: 0.9rem; border-top: 1px solid var(--line); }
.rows > li { display: grid; gap: 0.15rem 1.25rem; padding: 0.7rem 0; border-bottom: 1px solid var(--line); }
.rows h3 { white-space: nowrap; }
.rows svg { display: block; width: 100%; height: 22px; }
.rows .quiet { grid-column: 1 / -1; }
@media (min-width: 44rem) {
  .rates > li { grid-template-columns: 5rem minmax(8rem, 1fr) 12rem 13.5rem; align-items: center; }
  .rates .quiet { grid-column: 2 / -1; }
  .drifts > li { grid-template-columns: 5rem 1fr auto; align-items: baseline; }
  .drifts .quiet { grid-column: 2 / -1; }
}
@media (max-width: 43.99rem) {
  .rates > li { grid-template-columns: auto 1fr; align-items: baseline; }
  .rates > li > * { grid-column: 1 / -1; } .rates h3 { grid-column: 1; }
  .rates .standing { grid-column: 2; grid-row: 1; justify-self: end; text-align: right; }
  .rates .unrated svg { display: none; }
}
figure.card h3 { display: flex; flex-wrap: wrap; gap: 0.1rem 0.8rem; align-items: baseline; justify-content: space-between; }
figure.card h3 .tag { font-weight: 600; }
.scale { display: flex; justify-content: space-between; font-size: 0.8rem; color: var(--soft); }
.tag { font-size: 0.85rem; color: var(--soft); }
.tag.watch { color: var(--medium); font-weight: 600; } .tag.urgent { color: var(--critical); font-weight: 600; } .tag.good { color: var(--good); }
.note { margin-top: 0.6rem; color: var(--soft); font-size: 0.9rem; max-width: 46rem; }
`;
