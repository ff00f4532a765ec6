import type { Context, Outcome } from '../frame/runbook.js';
import { trackerOf } from './tracker-option.js';

/** Plays the scenario table on the environment, as one of its two runbooks. */
export async function play(context: Context, runbook: 'smoke' | 'e2e'): Promise<Outcome> {
  // The AWS clients and the runtime take longer to load than `--help` may.
  const { withSite } = await import('../aws/site.js');
  const { carryOut } = await import('../frame/procedure.js');
  const { smokeProcedure } = await import('./smoke.js');
  return withSite(context, runbook, (site) =>
    carryOut(site, runbook, smokeProcedure(site, runbook, trackerOf(context))),
  );
}
