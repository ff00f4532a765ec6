import type { Fired } from './drive.js';

/** How one alarm was tested. */
export interface AlarmTest {
  readonly alarm: string;
  /**
   * `data (12)`: a value was put into its metric; `children`: it is composed of alarms that rang;
   * otherwise its state was set.
   */
  readonly driven: 'state set' | 'children' | `data (${number})`;
  readonly fired: Fired;
  readonly actions: readonly string[];
}

export type Topic =
  | { readonly name: string; readonly confirmed: number; readonly pending: number }
  | { readonly name: string; readonly unknown: string };

const MARKS = { fired: 'ok', failed: 'FAIL', silent: 'FAIL', unknown: '??' } as const;
const SAYS = {
  fired: 'its actions were executed',
  failed: 'an action failed',
  silent: 'it rang, and no action was executed',
  unknown: 'it rang; whether its actions were executed is not known',
} as const;

/** What a person reads: an alarm a line, and who hears of it. */
export function renderTests(tests: readonly AlarmTest[], topics: readonly Topic[]): string {
  const width = Math.max(0, ...tests.map(({ alarm }) => alarm.length));
  const rows = tests.map(
    ({ alarm, driven, fired }) =>
      `${MARKS[fired.kind].padEnd(4)}  ${alarm.padEnd(width)}  ${driven.padEnd(9)}  ${SAYS[fired.kind]}`,
  );
  const heard = topics.map((topic) => {
    if ('unknown' in topic) return `topic ${topic.name}: ${topic.unknown}`;
    const { name, confirmed, pending } = topic;
    const more = pending === 0 ? '' : `, ${pending} not confirmed yet`;
    return confirmed === 0
      ? `topic ${name}: NOBODY is subscribed${more}`
      : `topic ${name}: ${confirmed} subscribed${more}`;
  });
  const ok = tests.filter(({ fired }) => fired.kind === 'fired').length;
  const checked =
    'Checked: the state changed, and the alarm’s history says that each action was executed. Whether a message arrived, only its subscriber can say.';
  return `${[...rows, ...heard, `${ok} of ${tests.length} alarms rang and told their topics`, checked].join('\n')}\n`;
}
