import type { StackId } from '../../runtime/src/names/index.js';
import type { Entry } from './journal.js';
import { lockTime, type Lock } from './lock-message.js';
import { groupStillRuns, stillRuns, type ProcessIdentity } from './process-identity.js';

/** A step of a run that ended without saying so: killed, or the machine went down. */
export interface InterruptedStep {
  readonly runbook: string;
  readonly stack: StackId;
  readonly what: string;
  /** ISO 8601, when the step was announced. */
  readonly at: string;
  readonly who: string;
  readonly owner: ProcessIdentity;
  /** The tool's process group; absent when the run died before it started. */
  readonly child?: ProcessIdentity;
  /** Ended by Ctrl-C, perhaps before Terraform could write the state and give its lock back. */
  readonly cancelled?: true;
}

export interface Processes {
  runs(process: ProcessIdentity): boolean;
  groupRuns(leader: ProcessIdentity): boolean;
}

export const systemProcesses: Processes = { runs: stillRuns, groupRuns: groupStillRuns };

type OpenSteps = ReadonlyMap<string, InterruptedStep & { readonly run: string }>;

/** Follows the journal; `each` sees a line before it is taken in. Answers the steps that are open at its end. */
function walkSteps(
  entries: readonly Entry[],
  each: (entry: Entry, open: OpenSteps) => void = () => undefined,
): OpenSteps {
  const runs = new Map<string, Extract<Entry, { kind: 'run' }>>();
  const open = new Map<string, InterruptedStep & { run: string }>();
  for (const entry of entries) {
    each(entry, open);
    switch (entry.kind) {
      case 'run':
        runs.set(entry.run, entry);
        break;
      case 'step': {
        const run = runs.get(entry.run);
        if (run === undefined) break;
        const { runbook, who, process: owner } = run;
        const { stack, what, at } = entry;
        open.set(entry.step, { run: entry.run, runbook, who, owner, stack, what, at });
        break;
      }
      case 'child': {
        const step = open.get(entry.step);
        if (step !== undefined) open.set(entry.step, { ...step, child: entry.process });
        break;
      }
      case 'step ended': {
        const step = open.get(entry.step);
        if (step === undefined) break;
        if (entry.exit === 'cancelled') open.set(entry.step, { ...step, cancelled: true });
        else open.delete(entry.step);
        break;
      }
      case 'settled':
        for (const [id, step] of open) if (step.stack === entry.stack) open.delete(id);
        break;
      case 'run ended':
      case 'note':
        break;
    }
  }
  return open;
}

/**
 * The steps of dead runs that are not settled: no outcome but a cancellation was written, their run
 * does not live, and their stack was not found whole since.
 */
export function interruptedSteps(
  entries: readonly Entry[],
  processes: Processes = systemProcesses,
): readonly InterruptedStep[] {
  const open = walkSteps(entries);
  const dead = new Map<string, boolean>();
  return [...open.values()].flatMap(({ run, ...step }) => {
    if (!dead.has(run)) dead.set(run, !processes.runs(step.owner));
    return dead.get(run) === true ? [step] : [];
  });
}

/** The runs with a step that is not settled, dead or alive. */
export const unsettledRuns = (entries: readonly Entry[]): ReadonlySet<string> =>
  new Set([...walkSteps(entries).values()].map(({ run }) => run));

/** A step that ended and said so, with the time of its end. */
export type EndedStep = InterruptedStep & { readonly ended: string };

/**
 * The steps that ended well: one whose connection broke at its very end may have left its lock behind.
 * `anyhow` takes those that failed as well. They may have failed for somebody else's lock, which must
 * not be taken for their own.
 */
export function endedSteps(
  entries: readonly Entry[],
  { anyhow = false }: { readonly anyhow?: boolean } = {},
): readonly EndedStep[] {
  const ended: EndedStep[] = [];
  walkSteps(entries, (entry, open) => {
    if (entry.kind !== 'step ended' || entry.exit === 'cancelled') return;
    const step = open.get(entry.step);
    const well = entry.exit === 0 || entry.exit === 2;
    if (step !== undefined && (well || anyhow)) ended.push({ ...step, ended: entry.at });
  });
  return ended;
}

/** Steps that may have left objects which no state knows. */
export const leavesObjects = ({ what }: InterruptedStep): boolean =>
  ['apply', 'destroy', 'bootstrap', 'migrate'].includes(what);

/** Terraform takes its lock within this time of its start, even on a busy machine. */
const LOCK_WITHIN_MS = 120_000;

export type LockVerdict =
  | { readonly stale: true; readonly step: InterruptedStep }
  | { readonly stale: false; readonly why: string };

/**
 * Whether a lock is the remains of one of our own dead steps. Anything doubtful is somebody else's:
 * releasing a living lock corrupts a state.
 */
export function judgeLock(
  lock: Lock,
  stack: StackId,
  steps: readonly InterruptedStep[],
  me: string,
  processes: Processes = systemProcesses,
): LockVerdict {
  if (lock.who !== me)
    return { stale: false, why: `it belongs to ${lock.who || 'somebody unknown'}` };
  const taken = lockTime(lock);
  // Of several that fit, the one announced last took it.
  const step = steps.findLast((one) => {
    const announced = Date.parse(one.at);
    const age = taken - announced;
    return one.stack === stack && one.who === me && age >= -1000 && age <= LOCK_WITHIN_MS;
  });
  if (step === undefined) {
    return { stale: false, why: 'no run of this work folder that died took it' };
  }
  if (step.child !== undefined && processes.groupRuns(step.child)) {
    return { stale: false, why: `its Terraform still runs (pid ${step.child.pid})` };
  }
  return { stale: true, step };
}
