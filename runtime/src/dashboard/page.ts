import { counted } from '../report/headline.js';
import { htmlDocument, partsNav } from '../report/html/document.js';
import { code, html } from '../report/html/escape.js';
import { attentionOf, unansweredIn, type Attention } from './attention.js';
import type { Mission } from './mission.js';
import { blocksPart, decisionsPart } from './page-decisions.js';
import { driftPart, rulesPart } from './page-rules.js';
import { alarmsPart, secretsPart, shippedPart } from './page-upkeep.js';
import { DASHBOARD_STYLE } from './style.js';
import { instant } from './words.js';

/**
 * Mission control as one page that needs nothing else and runs no script: readable by keyboard and
 * screen reader, on a phone and on paper, light and dark. Pure: equal missions have equal bytes.
 */
export function renderMission(mission: Mission): string {
  const parts = [
    ['decisions', 'Decisions'],
    ['blocks', 'Blocks'],
    ['rules', 'Rules'],
    ['drift', 'Drift'],
    ['secrets', 'Secrets'],
    ['alarms', 'Alarms'],
    ['shipped', 'Shipped'],
  ] as const;
  const body = `<a class="skip" href="#decisions">Skip to the decisions</a>
${header(mission)}
${partsNav('Parts of the dashboard', parts)}
<main class="width">
${decisionsPart(mission)}
${blocksPart(mission)}
${rulesPart(mission)}
${driftPart(mission)}
${secretsPart(mission)}
${alarmsPart(mission)}
${shippedPart(mission)}
</main>
<footer class="foot"><p class="width quiet">Written by phase-mirror ${html(mission.version)}. This page loads nothing and sends nothing; it shows one moment and does not refresh itself.</p></footer>`;
  return htmlDocument({
    title: `Mission control: ${mission.environment}`,
    style: DASHBOARD_STYLE,
    body,
  });
}

function header(mission: Mission): string {
  const attention = attentionOf(mission);
  const unanswered = unansweredIn(mission);
  const [tone, words] = stateOf(attention, mission);
  const items = attention.map(item);
  if (unanswered > 0) {
    items.push(
      `<li class="quiet">${counted(unanswered, 'question')} without an answer: the reason stands where the answer would</li>`,
    );
  }
  const list = items.length === 0 ? '' : `<ul class="attention">${items.join('')}</ul>`;
  return `<header class="top width">
<p class="brand">Phase Mirror · mission control</p>
<h1><span class="state ${tone}">${words}</span> in ${html(mission.environment)}</h1>
<p class="change">As of ${instant(mission.at)}, from ${code(mission.store)}</p>
${list}
</header>`;
}

function stateOf(
  attention: readonly Attention[],
  { decided, blocks, rules, drift }: Mission,
): readonly [tone: string, words: string] {
  if (attention.some(({ urgent }) => urgent)) return ['urgent', 'Needs a person now'];
  if (attention.length > 0) return ['watch', 'Worth a look'];
  // The store of every environment can answer these: silence is not calm.
  const isKnown = [decided, blocks, rules, drift].every(({ known }) => known);
  return isKnown ? ['good', 'Nothing to do'] : ['watch', 'Not all is known'];
}

const item = ({ urgent, text, part }: Attention): string =>
  `<li class="${urgent ? 'urgent' : 'watch'}"><a href="#${part}">${html(text)}</a></li>`;
