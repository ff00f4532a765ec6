import type { Outcome } from '../../ops/frame/runbook.js';
import { releaseError } from '../errors.js';
import type { ReleaseContext } from '../frame/command.js';
import { carryOut } from './carry-out.js';
import { planKept } from './kept-plan.js';
import { outcomeOf } from './outcome.js';
import type { Parts } from './site.js';
import { planDocument, renderPlan } from './plan-text.js';
import type { ReleasePlan } from './release-plan.js';
import { siteFor, stopped, whileClaimed } from './session.js';
import { stepsOf } from './steps/index.js';
import { EXIT } from '../../runtime/src/errors/index.js';

/** The plan that was confirmed, for what needs one. Throws PM-8025. */
export function planOf({ io, version }: ReleaseContext): ReleasePlan {
  const plan = planKept(io.root, version.version);
  if (plan !== undefined) return plan;
  throw releaseError('PM-8025', {
    what: version.version,
    why: 'no release of it was begun in this clone',
  });
}

/**
 * Goes on with the plan that was confirmed when it began, whatever stopped it: every step looks at the
 * world, what is done is skipped. Throws PM-8025.
 */
export async function resumeRelease(context: ReleaseContext, parts: Parts): Promise<Outcome> {
  return whileClaimed(context, 'resume', async () => {
    const plan = planOf(context);
    const site = siteFor(context, plan, parts);
    const steps = stepsOf(site);
    const stand = stopped(site, 'release');
    if (stand !== undefined) context.steps.say(stand);
    if (context.dryRun) {
      return {
        exit: EXIT.ok,
        json: { outcome: 'dry run', plan: planDocument(plan, steps) },
        text: `${renderPlan(plan, steps)}Nothing was changed; steps that are done are skipped.\n`,
      };
    }
    return outcomeOf(site, steps, await carryOut(site, steps));
  });
}
