import { painter, type Paint } from '../report/paint.js';
import { printable } from '../report/printable.js';
import type { Suggestion } from '../policy/calibration.js';
import type { CalibrationAggregate, EnforcementChange } from '../stores/ports.js';

/** What became of one rule. */
export interface Calibrated {
  readonly suggestion: Suggestion;
  /** The rule in other organisations, of `month`. */
  readonly elsewhere: CalibrationAggregate;
  readonly month: string;
  /** The change that was made of what was due. */
  readonly applied: EnforcementChange | undefined;
  readonly contributed: Contributed | undefined;
}

export interface Contributed {
  readonly month: string;
  readonly outcome: 'recorded' | 'duplicate' | 'refused' | 'nothing reviewed';
  readonly why?: string;
}

/** One block of lines a rule. */
export function renderCalibration(calibrated: readonly Calibrated[], colour: boolean): string {
  const paint = painter(colour);
  return `${calibrated.map((one) => blockOf(one, paint).join('\n')).join('\n\n')}\n`;
}

function blockOf(one: Calibrated, paint: Paint): readonly string[] {
  const { rule, enforcement, since, reviewed, falsePositives, pending, why } = one.suggestion;
  const state = enforcement === 'demoted' ? paint.yellow('warns') : paint.green('blocks');
  const from = since === undefined ? '' : ` since ${since.slice(0, 10)}`;
  return [
    `${paint.bold(rule)}  ${state}${from}`,
    `  reviewed   ${reviewed} findings, ${falsePositives} false positives, ${pending} pending`,
    `  judged     ${why}`,
    `  elsewhere  ${elsewhere(one)}`,
    ...due(one, paint),
    ...contributed(one),
  ];
}

function elsewhere({ elsewhere: aggregate, month, suggestion }: Calibrated): string {
  if (!aggregate.shown) return `not shown of ${month}: ${aggregate.code}`;
  const { organisations, reviewed, falsePositives } = aggregate;
  return `${falsePositives} of ${reviewed} in ${organisations} organisations in ${month}; a threshold of ${String(suggestion.suggestedThreshold)} would keep it there`;
}

function due({ suggestion, applied }: Calibrated, paint: Paint): readonly string[] {
  if (applied !== undefined) {
    const what = applied.action === 'demote' ? 'demoted' : 'promoted';
    return [`  ${paint.bold(what)}    by ${printable(applied.by)}, revision ${applied.revision}`];
  }
  if (suggestion.due === undefined) return [];
  const command = `phase-mirror calibrate --rule ${suggestion.rule} --apply --by NAME --reason TEXT`;
  return [`  ${paint.bold('due')}        ${suggestion.due}: ${command}`];
}

function contributed({ contributed: given }: Calibrated): readonly string[] {
  if (given === undefined) return [];
  const why = given.why === undefined ? '' : `: ${printable(given.why)}`;
  const words = { recorded: 'added', duplicate: 'added before', refused: 'nothing, no consent' };
  const said = given.outcome === 'nothing reviewed' ? given.outcome : words[given.outcome];
  return [`  given      ${said}${why} (${given.month})`];
}
