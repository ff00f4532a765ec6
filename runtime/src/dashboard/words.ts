import { html, prose } from '../report/html/escape.js';
import type { Known } from './known.js';

/** `2026-11-22 09:58 UTC`. */
export function instant(iso: string): string {
  return `<time datetime="${html(iso)}">${html(`${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`)}</time>`;
}

/** What is shown of an answer, or why there is none. */
export function answer<T>(known: Known<T>, question: string, show: (value: T) => string): string {
  if (known.known) return show(known.value);
  return `<p class="unknown"><b>${html(question)}: not known.</b> ${prose(sentence(known.why))}</p>`;
}

/** Begins as a sentence where it begins with a word; the name of an API or a table stays what it is. */
const sentence = (text: string): string =>
  text.replace(/^[a-z]+(?= )/, (word) => `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`);

/** `21 Nov` of an UTC day or hour. */
export function shortDay(day: string): string {
  const month = MONTHS[Number(day.slice(5, 7)) - 1] ?? '';
  return `${Number(day.slice(8, 10))}\u00a0${month}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A table that may be wider than a phone; it can be scrolled by keyboard as well. */
export function table(
  name: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const head = heads.map((text) => `<th scope="col">${html(text)}</th>`).join('');
  const body = rows.map(
    ([first = '', ...rest]) =>
      `<tr><th scope="row" class="id">${first}</th>${rest.map((cell) => `<td>${cell}</td>`).join('')}</tr>`,
  );
  return `<div class="scroll narrow" tabindex="0" role="group" aria-label="${html(name)}"><table aria-label="${html(name)}"><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

/** Prose in which addresses are links. */
export function linked(text: string): string {
  return prose(text).replace(
    /https:\/\/[^\s<>"&]+/g,
    (address) =>
      // Of a file in a repository its path says enough.
      `<a href="${address}" rel="noreferrer">${address.replace(/^https:\/\/github\.com\/[^/]+\/[^/]+\/blob\/[^/]+\//, '')}</a>`,
  );
}
