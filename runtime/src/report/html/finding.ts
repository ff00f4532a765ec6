import { excerptOf, placeText } from '../excerpt.js';
import type { ReportedEvidence, ReportedFinding } from '../report.js';
import { ruleMeta, rulePage } from '../rule-page.js';
import { code, html, prose } from './escape.js';

/** One finding: what is claimed beside what is there, why it matters, what to do. */
export function findingCard(finding: ReportedFinding, number: number): string {
  const { check, severity, title, introduced, confidence, claim, reality, why, fix } = finding;
  const id = `finding-${number}`;
  return `<article class="card finding ${severity}" id="${id}" aria-labelledby="${id}-title" data-severity="${severity}" data-check="${html(check)}" data-introduced="${introduced}">
<h4 id="${id}-title">${prose(title)}</h4>
<p class="facts"><span>${ruleLink(check)}</span><span class="severity ${severity}">${severity}</span><span>${confidence} confidence</span>${introduced ? '<span>brought by this change</span>' : ''}</p>
<div class="sides">${side('Claim', claim)}${side('Reality', reality)}</div>
<dl class="advice"><dt>Why</dt><dd>${prose(why)}</dd><dt>Fix</dt><dd class="fix">${prose(fix)}</dd></dl>
<details><summary>Identity</summary><dl class="pairs"><dt>Subject</dt><dd>${code(finding.subject)}</dd><dt>Fingerprint</dt><dd>${code(finding.fingerprint)}</dd></dl></details>
</article>`;
}

/** The id of a sub-check; it leads to the page of its rule where there is one. */
export function ruleLink(check: string): string {
  const meta = ruleMeta(check);
  if (meta === undefined) return html(check);
  return `<a href="${html(rulePage(meta))}" rel="noreferrer">${html(check)}</a>`;
}

function side(name: string, evidence: ReportedEvidence): string {
  const { says, place, api } = evidence;
  const where = [
    ...(place === undefined ? [] : [placeText(place)]),
    ...(api === undefined ? [] : [api]),
  ].map((text) => `<div class="where">${code(text)}</div>`);
  const excerpt = excerptOf(evidence);
  if (excerpt !== undefined) {
    const { line, before, marked, after } = excerpt;
    const mark = marked === '' ? '' : `<mark>${html(marked)}</mark>`;
    where.push(
      // The indentation of a single line says nothing, and costs a phone its width.
      `<pre><span class="number" aria-hidden="true">${line}</span><code>${html(before.trimStart())}${mark}${html(after)}</code></pre>`,
    );
  }
  const frame = where.length === 0 ? '' : `<div class="frame">${where.join('')}</div>`;
  return `<figure class="side"><figcaption><span class="label">${name}</span> ${prose(says)}</figcaption>${frame}</figure>`;
}
