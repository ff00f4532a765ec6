import { errorRecord, EXIT, renderError } from '../../runtime/src/errors/index.js';
import type { Outcome } from '../../ops/frame/runbook.js';
import type { Carried } from './carry-out.js';
import { planDocument } from './plan-text.js';
import { retirePlan } from './kept-plan.js';
import type { ReleaseSite } from './site.js';
import type { Step } from './step.js';

/** Steps that leave nothing behind where they fail, each with the errors that say so. */
const NOTHING_LEFT: Readonly<Record<string, readonly string[]>> = {
  lock: ['PM-8021', 'PM-8024'],
};

/**
 * What a run, or a part of one, came to. Where nothing was written yet the plan is put aside and the
 * failure thrown; after that the release is done in part: exit 20, to be gone on with or taken back.
 */
export function outcomeOf(site: ReleaseSite, steps: readonly Step[], carried: Carried): Outcome {
  const { plan, io } = site;
  const { ran, failure } = carried;
  const json = { plan: planDocument(plan, steps), ran };
  if (failure === undefined) {
    return { exit: EXIT.ok, json: { outcome: 'done', ...json }, text: endOf(site, steps) };
  }
  if (nothingWritten(steps, carried)) {
    retirePlan(io.root, plan);
    throw failure;
  }
  const next = `npm run release -- resume ${plan.version}`;
  const back = `npm run release -- rollback ${plan.version}`;
  return {
    exit: EXIT.partial,
    json: { outcome: 'partial', ...json, error: errorRecord(failure), next, back },
    text: `${renderError(failure)}\n${plan.version} is released in part. Go on with: ${next}\nTake it back with: ${back}\n`,
  };
}

function nothingWritten(steps: readonly Step[], { ran, failure }: Carried): boolean {
  const at = steps.find(({ id }) => id !== 'validate' && !ran.includes(id));
  if (ran.some((id) => id !== 'validate')) return false;
  const first = steps[0]?.id === 'validate' && !ran.includes('validate');
  return (
    (first && failure?.code === 'PM-8020') ||
    (at !== undefined && (NOTHING_LEFT[at.id] ?? []).includes(failure?.code ?? ''))
  );
}

function endOf({ plan }: ReleaseSite, steps: readonly Step[]): string {
  const published = steps.some(({ id }) => id === 'publish');
  return `${plan.tag} is ${published ? 'released' : 'tagged, here and on the remote'}.\n`;
}
