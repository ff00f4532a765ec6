import { painter } from '../report/paint.js';
import { printable } from '../report/printable.js';
import { windowStatistics, type Verdict, type WindowEvent } from '../stores/index.js';
import type { KnownFinding } from './fp-finding.js';

/** A finding in a list. */
export interface ListedFinding {
  readonly finding: string;
  readonly check: string;
  readonly state: 'pending' | 'false-positive' | 'true-positive';
  /** Events of it among those that were looked at. */
  readonly times: number;
  /** Of the newest event; absent where none is stored. */
  readonly lastSeen?: string;
  readonly outcome?: WindowEvent['outcome'];
  /** Of a finding of a report, redacted as the report is. */
  readonly fingerprint?: string;
  readonly title?: string;
  readonly subject?: string;
}

export interface ShownFinding extends Partial<KnownFinding> {
  readonly id: string;
  readonly verdict: Verdict | undefined;
  /** Newest first. */
  readonly events: readonly WindowEvent[];
}

/** How much of an id is printed in a list: enough to name it again. */
const SHORT = 12;

export function findingText(
  { id, check, said, verdict, events }: ShownFinding,
  colour: boolean,
): string {
  const paint = painter(colour);
  const [last] = events;
  const lines = [
    `${paint.bold(check ?? last?.check ?? 'finding')}  ${said === undefined ? id : printable(said.title)}`,
    ...(said === undefined ? [] : [`  id           ${id}`, `  fingerprint  ${said.fingerprint}`]),
    verdict === undefined
      ? '  said         nothing: it is pending'
      : `  said         ${verdict.falsePositive ? 'false positive' : 'rightly reported'} by ${printable(verdict.by)} at ${verdict.reviewedAt}: ${printable(verdict.ticket)}`,
    last === undefined
      ? '  seen         no event of it is stored'
      : `  seen         ${last.occurredAt} (${last.outcome}), ${events.length} of its newest events below`,
    ...events.map(
      ({ occurredAt, outcome, runId }) =>
        `    ${occurredAt}  ${outcome.padEnd(5)}  ${printable(runId)}`,
    ),
  ];
  return block(lines);
}

export function listText(findings: readonly ListedFinding[], colour: boolean): string {
  const paint = painter(colour);
  if (findings.length === 0) return 'no findings\n';
  return block(
    findings.map(({ finding, check, state, times, lastSeen, outcome, title }) => {
      const seen =
        lastSeen === undefined ? 'never recorded' : `${lastSeen.slice(0, 10)} ${outcome ?? ''}`;
      const said = title === undefined ? '' : `  ${printable(title)}`;
      const mark = {
        pending: paint.dim,
        'false-positive': paint.yellow,
        'true-positive': paint.green,
      }[state];
      return `${finding.slice(0, SHORT)}  ${check.padEnd(9)}  ${mark(state.padEnd(14))}  ${seen.padEnd(16)}  ${times} times${said}`;
    }),
  );
}

/** A window of a rule in numbers. */
export interface ShownWindow {
  readonly rule: string;
  readonly since: string | null;
  readonly events: number;
  readonly findings: number;
  readonly reviewed: number;
  readonly falsePositives: number;
  readonly truePositives: number;
  readonly pending: number;
  /** False positives over reviewed events, 0..1, with its 95 % Wilson interval; null while nothing was reviewed. */
  readonly rate: number | null;
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly from: string | null;
  readonly to: string | null;
}

export function windowOf(
  rule: string,
  events: readonly WindowEvent[],
  since: string | undefined,
): ShownWindow {
  const { total, falsePositives, truePositives, pending, observedFpr, interval } =
    windowStatistics(events);
  return {
    rule,
    since: since ?? null,
    events: total,
    findings: new Set(events.map(({ findingId }) => findingId)).size,
    reviewed: falsePositives + truePositives,
    falsePositives,
    truePositives,
    pending,
    rate: observedFpr ?? null,
    interval: interval ?? null,
    from: events.at(-1)?.occurredAt ?? null,
    to: events[0]?.occurredAt ?? null,
  };
}

export function windowText(shown: ShownWindow, colour: boolean): string {
  const paint = painter(colour);
  const { rule, events, findings, reviewed, falsePositives, truePositives, pending } = shown;
  const when =
    shown.from === null || shown.to === null
      ? ''
      : `, ${shown.from.slice(0, 10)} to ${shown.to.slice(0, 10)}`;
  return block([
    `${paint.bold(rule)}  ${events} events of ${findings} findings${when}`,
    `  reviewed         ${reviewed}: ${falsePositives} false positives, ${truePositives} rightly reported`,
    `  pending          ${pending}`,
    `  false positives  ${rateText(shown)}`,
  ]);
}

function rateText({ rate, interval }: ShownWindow): string {
  if (rate === null || interval === null) return 'not known: nothing of it was reviewed';
  return `${percent(rate)} of what was reviewed, 95 % interval ${percent(interval.low)} to ${percent(interval.high)}`;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const block = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
