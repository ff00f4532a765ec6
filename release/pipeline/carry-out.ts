import { join } from 'node:path';
import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import { ask } from '../../ops/frame/confirm.js';
import { openStepJournal, type RunEnd, type StepJournal } from '../../ops/frame/step-journal.js';
import { releaseError } from '../errors.js';
import { unkept } from './records.js';
import type { ReleaseSite } from './site.js';
import type { Seen, Step } from './step.js';

/** What is kept of every run on a version. */
export const journalOf = ({ folder }: Pick<ReleaseSite, 'folder'>): string =>
  join(folder, 'journal.jsonl');

export interface Carried {
  /** Ids of the steps that were carried out now. */
  readonly ran: readonly string[];
  /** Why it stopped on its way. */
  readonly failure?: PhaseMirrorError;
}

/** Opens the journal of one run. Throws PM-8026. */
export function journalFor(
  site: ReleaseSite,
  runbook: string,
  steps: readonly Step[],
): StepJournal {
  const now = (): number => site.io.now();
  const run = `${new Date(now()).toISOString()}-${process.pid}`;
  const what = `${runbook} ${site.plan.version}`;
  return kept(site, () => openStepJournal(journalOf(site), { run, runbook, what, steps, now }));
}

/** Without its journal nothing is begun. Throws PM-8026. */
function kept<T>(site: ReleaseSite, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw unkept(journalOf(site), error);
  }
}

/**
 * Carries out what is still to do, step after step: each looks at the world first. An expected failure
 * ends it and is answered; a bug is thrown. Throws PM-7005 when it is cancelled.
 */
export async function carryOut(
  site: ReleaseSite,
  steps: readonly Step[],
  runbook: 'release' | 'rollback' = 'release',
): Promise<Carried> {
  const journal = journalFor(site, runbook, steps);
  const ran: string[] = [];
  let end: RunEnd = 'failed';
  try {
    for (const step of steps) if (await carryOne(site, step, journal)) ran.push(step.id);
    end = 'applied';
    return { ran };
  } catch (error) {
    if (!(error instanceof PhaseMirrorError)) throw error;
    if (error.code === 'PM-7005') {
      end = 'cancelled';
      throw error;
    }
    return { ran, failure: error };
  } finally {
    kept(site, () => journal.end(end));
  }
}

/** Answers whether it was carried out now. */
async function carryOne(site: ReleaseSite, step: Step, journal: StepJournal): Promise<boolean> {
  const { talk } = site;
  const seen = await settled(site, step, await step.probe());
  if (seen === 'done') {
    talk.skip(step.title, 'done already');
    kept(site, () => journal.outcome(step.id, 'skipped'));
    return false;
  }
  kept(site, () => journal.intent(step.id));
  try {
    await talk.run(
      step.title,
      () => runToItsEnd(step),
      (note) => note,
    );
  } catch (error) {
    const cancelled = error instanceof PhaseMirrorError && error.code === 'PM-7005';
    kept(site, () => journal.outcome(step.id, cancelled ? 'cancelled' : 'failed'));
    throw error;
  }
  kept(site, () => journal.outcome(step.id, 'done'));
  return true;
}

/** What failed may have been done all the same: an answer that was lost, a push that another try of ours made. */
async function runToItsEnd(step: Step): Promise<string | undefined> {
  try {
    return await step.run();
  } catch (error) {
    if (!(error instanceof PhaseMirrorError)) throw unkept(step.title, error);
    if (error.code === 'PM-7005') throw error;
    const seen = await step.probe().catch(() => undefined);
    if (seen?.state !== 'done') throw error;
    return `it is done, although: ${error.why ?? error.what}`;
  }
}

/** Only what nobody else can tell is asked. Throws PM-8022 for a conflict, PM-8023 for what stays unknown. */
async function settled({ io }: ReleaseSite, step: Step, seen: Seen): Promise<'done' | 'todo'> {
  if (seen.state === 'conflict') {
    const { why, remedy } = seen;
    const code = step.id === 'lock' ? 'PM-8021' : 'PM-8022';
    throw releaseError(code, {
      what: step.title,
      why,
      ...(remedy === undefined ? {} : { remedy }),
    });
  }
  if (seen.state !== 'unknown') return seen.state;
  if (io.stdin.isTTY === true && io.stdout.isTTY === true) {
    const answer = await ask(
      io,
      `${step.title}: ${seen.why}.\nType "done" or "todo"; anything else stops here: `,
    );
    if (answer === 'done' || answer === 'todo') return answer;
  }
  throw releaseError('PM-8023', { what: step.title, why: seen.why });
}
