import { stillRuns, identityOf, type ProcessIdentity } from '../terraform/process-identity.js';
import { whoami } from '../terraform/journal.js';
import { openJsonLines, readJsonLines, rewriteJsonLines } from './json-lines.js';
import { newestRuns } from './keep-runs.js';
import type { Step } from './plan.js';

export type RunEnd = 'applied' | 'not verified' | 'failed' | 'cancelled';
export type StepEnd = 'done' | 'skipped' | 'failed' | 'cancelled';

/** One line: what was meant before it was done, and what came of it. */
type Line = { readonly at: string; readonly run: string } & (
  | {
      readonly kind: 'run';
      readonly runbook: string;
      readonly who: string;
      readonly process: ProcessIdentity;
      readonly what: string;
      readonly steps: readonly { readonly id: string; readonly title: string }[];
    }
  | { readonly kind: 'intent'; readonly step: string }
  | { readonly kind: 'outcome'; readonly step: string; readonly end: StepEnd }
  | { readonly kind: 'run ended'; readonly end: RunEnd }
);

export interface StepJournal {
  intent(step: string): void;
  outcome(step: string, end: StepEnd): void;
  /** Writes how the run ended, and closes the file. */
  end(end: RunEnd): void;
}

export interface JournalledRun {
  /** Unique: who holds the claim. */
  readonly run: string;
  /** Runbook and action: `nonce rotate`. */
  readonly runbook: string;
  readonly what: string;
  readonly steps: readonly Pick<Step, 'id' | 'title'>[];
  readonly now: () => number;
}

/**
 * Opens the journal for one run that is about to write. Every line is on the disk before the next act. Of
 * each runbook the newest runs stay: the last one, finished or not, is always among them.
 */
export function openStepJournal(path: string, about: JournalledRun): StepJournal {
  const { run, runbook, what, now } = about;
  dropOldRuns(path);
  const file = openJsonLines<Line>(path);
  const at = (): string => new Date(now()).toISOString();
  const steps = about.steps.map(({ id, title }) => ({ id, title }));
  const process_ = identityOf(process.pid);
  file.append({
    at: at(),
    run,
    kind: 'run',
    runbook,
    who: whoami(),
    process: process_,
    what,
    steps,
  });
  return {
    intent: (step) => file.append({ at: at(), run, kind: 'intent', step }),
    outcome: (step, end) => file.append({ at: at(), run, kind: 'outcome', step, end }),
    end(end) {
      file.append({ at: at(), run, kind: 'run ended', end });
      file.close();
    },
  };
}

function dropOldRuns(path: string): void {
  const lines = readJsonLines<Line>(path);
  const kept = newestRuns(lines.filter((line) => line.kind === 'run'));
  const left = lines.filter(({ run }) => kept.has(run));
  if (left.length < lines.length) rewriteJsonLines(path, left);
}

/** Where the last run of a runbook stopped, when it did not come to its end. */
export interface Stand {
  readonly how: 'died' | 'failed' | 'was cancelled' | 'could not be verified';
  /** ISO 8601, when it began. */
  readonly since: string;
  readonly who: string;
  readonly pid: number;
  readonly what: string;
  /** Titles of the steps that were done. */
  readonly done: readonly string[];
  /** The step that was begun and not done, with its place in the plan from 1. */
  readonly at?: { readonly title: string; readonly number: number };
  readonly of: number;
}

const HOW = {
  failed: 'failed',
  cancelled: 'was cancelled',
  'not verified': 'could not be verified',
} as const;

/** Undefined when the last run of this runbook came to its end, lives, or there is none. */
export function standOf(
  path: string,
  runbook: string,
  runs: (process: ProcessIdentity) => boolean = stillRuns,
): Stand | undefined {
  const lines = readJsonLines<Line>(path);
  const begun = lines.findLast((line) => line.kind === 'run' && line.runbook === runbook);
  if (begun?.kind !== 'run') return undefined;
  const mine = lines.filter((line) => line.run === begun.run);
  const ended = mine.find((line) => line.kind === 'run ended');
  if (ended?.kind === 'run ended' && ended.end === 'applied') return undefined;
  if (ended === undefined && runs(begun.process)) return undefined;
  const done = new Set(
    mine.flatMap((line) =>
      line.kind === 'outcome' && (line.end === 'done' || line.end === 'skipped') ? [line.step] : [],
    ),
  );
  const last = mine.findLast((line) => line.kind === 'intent' && !done.has(line.step));
  const number =
    last?.kind === 'intent' ? begun.steps.findIndex(({ id }) => id === last.step) + 1 : 0;
  const title = begun.steps[number - 1]?.title;
  return {
    how: ended?.kind === 'run ended' && ended.end !== 'applied' ? HOW[ended.end] : 'died',
    since: begun.at,
    who: begun.who,
    pid: begun.process.pid,
    what: begun.what,
    done: begun.steps.filter(({ id }) => done.has(id)).map(({ title }) => title),
    ...(title === undefined ? {} : { at: { title, number } }),
    of: begun.steps.length,
  };
}

/** The line that a run says first when the one before it stopped on its way. */
export function renderStand(runbook: string, stand: Stand): string {
  const { how, since, who, pid, done, at, of } = stand;
  const where =
    at === undefined
      ? `after ${done.length} of ${of} steps`
      : `in step ${at.number} of ${of} (${at.title})`;
  const before = done.length === 0 ? 'nothing was done' : `done: ${done.join(', ')}`;
  return `  ${runbook} of ${since} (${who}, pid ${pid}) ${how} ${where}; ${before}. Looking at what there is and going on from there.`;
}
