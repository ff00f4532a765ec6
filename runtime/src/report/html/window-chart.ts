import { counted } from '../headline.js';
import { html } from './escape.js';

/** What became of the newest findings of a rule. Counts only: nothing of it needs redaction. */
export interface RuleWindow {
  /** Rule without its sub-check, for example `MD-001`. */
  readonly rule: string;
  /** Oldest first. */
  readonly verdicts: readonly ('false-positive' | 'true-positive' | 'pending')[];
  /** Observed false-positive rate with its 95 % interval, 0..1; absent while nothing is reviewed. */
  readonly rate?: { readonly observed: number; readonly low: number; readonly high: number };
}

const WIDTH = 320;
const STRIP = 30;
const MOST_BARS = 80;
/** So that a window of three is not three slabs. */
const LEAST_BARS = 32;

/**
 * A window as a small chart with its numbers in words below it. Bars differ in height and in fill, not
 * in colour alone: tall is a false positive, half a confirmed finding, low and hollow not reviewed.
 */
export function windowChart({ rule, verdicts, rate }: RuleWindow): string {
  const count = (verdict: RuleWindow['verdicts'][number]): number =>
    verdicts.filter((v) => v === verdict).length;
  const numbers = [
    `${counted(count('false-positive'), 'false positive')}, ${count('true-positive')} confirmed, ${count('pending')} not reviewed`,
    rate === undefined
      ? 'no rate while nothing is reviewed'
      : `rate ${percent(rate.observed)}, with 95\u00a0% certainty between ${percent(rate.low)} and ${percent(rate.high)}`,
  ].join('; ');
  const heading = `${rule}: the last ${counted(verdicts.length, 'finding')}`;
  const shown = verdicts.slice(-MOST_BARS);
  const places = Math.max(shown.length, LEAST_BARS);
  const step = WIDTH / places;
  const bars = shown.map((verdict, i) =>
    bar(verdict, (places - shown.length + i) * step, step - 1),
  );
  return `<figure class="card"><h3>${html(heading)}</h3>
<svg viewBox="0 0 ${WIDTH} ${rate === undefined ? STRIP + 1 : 62}" role="img" aria-label="${html(`${heading}: ${numbers}`)}">
${bars.join('')}<line class="axis" x1="0" y1="${STRIP + 0.5}" x2="${WIDTH}" y2="${STRIP + 0.5}"/>
${rate === undefined ? '' : rateScale(rate)}</svg>
<figcaption>${html(numbers)}</figcaption></figure>`;
}

const HEIGHTS = { 'false-positive': STRIP, 'true-positive': STRIP / 2, pending: 5 } as const;
const CLASSES = { 'false-positive': 'fp', 'true-positive': 'tp', pending: 'pending' } as const;

function bar(verdict: RuleWindow['verdicts'][number], x: number, width: number): string {
  const height = HEIGHTS[verdict];
  return `<rect class="${CLASSES[verdict]}" x="${x.toFixed(2)}" y="${STRIP - height}" width="${width.toFixed(2)}" height="${height}"/>`;
}

function rateScale({ observed, low, high }: NonNullable<RuleWindow['rate']>): string {
  const x = (share: number): string => (share * WIDTH).toFixed(1);
  const left = (low * WIDTH).toFixed(1);
  const width = Math.max(1, (high - low) * WIDTH).toFixed(1);
  return `<line class="axis" x1="0" y1="44.5" x2="${WIDTH}" y2="44.5"/><rect class="spread" x="${left}" y="41" width="${width}" height="7" rx="3.5"/><circle class="rate" cx="${x(observed)}" cy="44.5" r="4"/><text x="0" y="60">0 %</text><text x="${WIDTH}" y="60" text-anchor="end">100 %</text>
`;
}

/** Without a locale: the same bytes everywhere. */
function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)}\u00a0%`;
}
