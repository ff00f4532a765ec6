import { html } from '../report/html/escape.js';

const WIDTH = 320;
const HEIGHT = 72;

export interface Bar {
  /** What the bar stands for, for those who point at it. */
  readonly label: string;
  /** From the bottom up. */
  readonly parts: readonly { readonly kind: string; readonly n: number }[];
  /** It may be higher than is known. */
  readonly partial?: boolean;
}

/** Bars over time with the highest value, a limit where there is one, and the ends of time. */
export function barChart(options: {
  readonly says: string;
  readonly bars: readonly Bar[];
  readonly ends: readonly [string, string];
  readonly limit?: number;
}): string {
  const { says, bars, ends, limit } = options;
  const total = ({ parts }: Bar): number => parts.reduce((sum, { n }) => sum + n, 0);
  const most = Math.max(1, limit === undefined ? 0 : limit * 1.15, ...bars.map(total));
  const y = (n: number): number => HEIGHT - (n / most) * HEIGHT;
  const step = WIDTH / bars.length;
  const gap = step > 12 ? 3 : 1;
  const shapes = bars.flatMap((bar, i) => {
    const x = (i * step + gap / 2).toFixed(2);
    const width = (step - gap).toFixed(2);
    const title = `<title>${html(bar.label)}</title>`;
    let below = 0;
    const stacked = bar.parts.flatMap(({ kind, n }) => {
      if (n === 0) return [];
      below += n;
      // A single one among thousands is still seen.
      const height = Math.max(1.5, (n / most) * HEIGHT);
      return `<rect class="${kind}" x="${x}" y="${y(below).toFixed(2)}" width="${width}" height="${height.toFixed(2)}"/>`;
    });
    const open =
      bar.partial === true
        ? [`<rect class="partial" x="${x}" y="1" width="${width}" height="${HEIGHT - 1}"/>`]
        : [];
    return stacked.length + open.length === 0
      ? []
      : [`<g>${title}${stacked.join('')}${open.join('')}</g>`];
  });
  const at = limit === undefined ? '' : y(limit).toFixed(2);
  const line =
    limit === undefined ? '' : `<line class="limit" x1="0" y1="${at}" x2="${WIDTH}" y2="${at}"/>`;
  const highest = Math.max(...bars.map(total));
  const legend = [
    ...(highest === 0 ? [] : [`highest ${highest}`]),
    ...(limit === undefined ? [] : [`threshold ${limit}`]),
  ].join(', ');
  // Words stand beside the drawing, which is as wide as its place: they would be stretched with it.
  return `<p class="scale highest">${legend}</p><svg class="bars" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${html(says)}">${shapes.join('')}${line}<line class="axis" x1="0" y1="${HEIGHT}" x2="${WIDTH}" y2="${HEIGHT}"/></svg><p class="scale"><span>${html(ends[0])}</span><span>${html(ends[1])}</span></p>`;
}

/** A rate with its interval on a line from 0 to `most`, and the threshold across it. */
export function rateLine(
  rate: { readonly observed: number; readonly low: number; readonly high: number } | undefined,
  threshold: number,
  most: number,
): string {
  const x = (share: number): string => ((Math.min(share, most) / most) * WIDTH).toFixed(1);
  const spread =
    rate === undefined
      ? ''
      : `<rect class="${rate.low > threshold ? 'over' : 'spread'}" x="${x(rate.low)}" y="8" width="${Math.max(2, Number(x(rate.high)) - Number(x(rate.low))).toFixed(1)}" height="6" rx="3"/><circle class="point" cx="${x(rate.observed)}" cy="11" r="4.5"/>`;
  return `<svg viewBox="0 0 ${WIDTH} 22" preserveAspectRatio="none" aria-hidden="true"><line class="axis" x1="0" y1="11" x2="${WIDTH}" y2="11"/>${spread}<line class="limit" x1="${x(threshold)}" y1="1" x2="${x(threshold)}" y2="21"/></svg>`;
}

/** Without a locale: the same bytes everywhere. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)}\u00a0%`;
}
