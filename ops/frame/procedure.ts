import {
  errorRecord,
  EXIT,
  PhaseMirrorError,
  renderError,
} from '../../runtime/src/errors/index.js';
import { opsError } from '../errors.js';
import { confirm } from './confirm.js';
import { planDocument, renderPlan } from './plan-text.js';
import { writes, type Plan, type Procedure, type Step, type Verified } from './plan.js';
import type { Outcome } from './runbook.js';
import {
  openStepJournal,
  renderStand,
  standOf,
  type RunEnd,
  type StepJournal,
} from './step-journal.js';
import type { Workplace } from './workplace.js';

export type { Plan, Procedure, Step, Verified } from './plan.js';

/**
 * Plans, shows the plan, asks, carries it out step by step, and looks at the result. Everything but a
 * dry run happens under the place's claim, so that what was confirmed is what is done. `--dry-run`
 * stops after the plan; with nothing to write it says so. A step that fails after something was
 * written ends with exit 20 and the command to go on with; before that it is thrown.
 * `runbook` names runbook and action: `nonce rotate`.
 */
export async function carryOut(
  place: Workplace,
  runbook: string,
  procedure: Procedure,
): Promise<Outcome> {
  const { context } = place;
  if (context.dryRun) return dryRun(await planned(place, procedure));
  return place.whileClaimed(runbook, async () => {
    const stand = standOf(place.journal, runbook);
    if (stand !== undefined) context.steps.say(renderStand(runbook, stand));
    const plan = await planned(place, procedure);
    if (!writes(plan) && stand === undefined) return unchanged(plan);
    if (writes(plan)) {
      context.steps.say(renderPlan(plan).trimEnd());
      if (!(await confirm(context, `Carry this out in ${place.where}?`))) return declined(plan);
    }
    return perform(place, runbook, procedure, plan);
  });
}

async function planned({ context, explain }: Workplace, procedure: Procedure): Promise<Plan> {
  try {
    return await context.steps.run(
      'plan',
      () => procedure.plan(),
      ({ steps }) => {
        const count = steps.filter(({ effect }) => effect === 'write').length;
        return count === 0 ? 'nothing to write' : `${count} of ${steps.length} steps write`;
      },
    );
  } catch (error) {
    throw explain(error, 'the plan');
  }
}

async function perform(
  place: Workplace,
  runbook: string,
  procedure: Procedure,
  plan: Plan,
): Promise<Outcome> {
  const { context, run } = place;
  const now = (): number => context.io.now();
  const { what } = plan;
  // A plan without a write finishes what a run before it could not verify.
  const steps = writes(plan) ? plan.steps : [];
  const journal = openStepJournal(place.journal, { run, runbook, what, steps, now });
  let end: RunEnd = 'failed';
  try {
    const failure = await apply(place, steps, journal);
    if (failure !== undefined) return partial(place, plan, failure);
    const verified = await verify(place, procedure, plan);
    end = verified.ok ? 'applied' : 'not verified';
    return applied(plan, verified);
  } catch (error) {
    if (error instanceof PhaseMirrorError && error.code === 'PM-7005') end = 'cancelled';
    throw error;
  } finally {
    journal.end(end);
  }
}

/** Answers why it stopped on its way; throws when nothing was written, when cancelled, and bugs. */
async function apply(
  place: Workplace,
  steps: readonly Step[],
  journal: StepJournal,
): Promise<PhaseMirrorError | undefined> {
  const talk = place.context.steps;
  let written = false;
  for (const step of steps) {
    try {
      if ((await step.probe?.()) === 'done') {
        talk.skip(step.title, 'done already');
        journal.outcome(step.id, 'skipped');
        continue;
      }
      journal.intent(step.id);
      await talk.run(
        step.title,
        () => step.run(),
        (note) => note,
      );
      journal.outcome(step.id, 'done');
      written ||= step.effect === 'write';
    } catch (error) {
      const failure = place.explain(error, step.title);
      const cancelled = failure instanceof PhaseMirrorError && failure.code === 'PM-7005';
      journal.outcome(step.id, cancelled ? 'cancelled' : 'failed');
      if (cancelled || !(failure instanceof PhaseMirrorError)) throw failure;
      if (written || (await mayHaveWritten(step, failure))) return failure;
      throw failure;
    }
  }
  return undefined;
}

/** A call whose answer was lost may have been carried out; one that was refused was not. */
async function mayHaveWritten(step: Step, failure: PhaseMirrorError): Promise<boolean> {
  if (step.effect === 'read' || failure.code === 'PM-6012') return false;
  if (step.probe === undefined) return true;
  return step.probe().then(
    (state) => state === 'done',
    () => true,
  );
}

async function verify(place: Workplace, procedure: Procedure, plan: Plan): Promise<Verified> {
  let verified: Verified | undefined;
  try {
    await place.context.steps.run('verify', async () => {
      verified = await procedure.verify(plan);
      if (!verified.ok) throw verified.error ?? notAsPlanned(plan);
    });
    return verified as unknown as Verified;
  } catch (error) {
    const failure = place.explain(error, 'the verification');
    if (!(failure instanceof PhaseMirrorError) || failure.code === 'PM-7005') throw failure;
    return { ok: false, text: verified?.text ?? '', json: verified?.json ?? {}, error: failure };
  }
}

const notAsPlanned = ({ what }: Plan): PhaseMirrorError => opsError('PM-6013', { what });

function dryRun(plan: Plan): Outcome {
  const end = writes(plan) ? 'Dry run: nothing was changed.' : 'There is nothing to do.';
  return {
    exit: EXIT.ok,
    json: { outcome: 'dry run', plan: planDocument(plan) },
    text: `${renderPlan(plan)}${end}\n`,
  };
}

const unchanged = (plan: Plan): Outcome => ({
  exit: EXIT.ok,
  json: { outcome: 'unchanged', plan: planDocument(plan) },
  text: `${renderPlan({ ...plan, steps: [] })}There is nothing to do.\n`,
});

const declined = (plan: Plan): Outcome => ({
  exit: EXIT.cancelled,
  json: { outcome: 'cancelled', plan: planDocument(plan) },
  text: 'Not confirmed: nothing was changed.\n',
});

function applied(plan: Plan, { ok, text, json, error }: Verified): Outcome {
  const document = { outcome: 'applied', plan: planDocument(plan), verified: { ok, ...json } };
  const undo = plan.undo === undefined || !writes(plan) ? '' : `Undo: ${plan.undo}\n`;
  if (error === undefined) return { exit: EXIT.ok, json: document, text: `${text}${undo}` };
  return {
    exit: error.exit,
    json: { ...document, error: errorRecord(error) },
    text: `${text}${renderError(error)}\n${undo}`,
  };
}

function partial({ context, where }: Workplace, plan: Plan, error: PhaseMirrorError): Outcome {
  return {
    exit: EXIT.partial,
    json: {
      outcome: 'partial',
      plan: planDocument(plan),
      error: errorRecord(error),
      next: context.command,
    },
    text: `${renderError(error)}\nDone in part, in ${where}. Go on with: ${context.command}\n`,
  };
}
