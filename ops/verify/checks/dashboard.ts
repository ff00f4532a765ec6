import type { Deployment } from '../../../stacks/environments.js';
import { judged, pass, type Check } from '../check.js';
import { readDashboard } from '../dashboard-body.js';
import { whyNotSent } from '../metric-names.js';
import { redeploy } from '../remedies.js';

/** The dashboard exists, and everything that it names exists. */
export function dashboardChecks(deployment: Deployment): readonly Check[] {
  const { names, environment } = deployment;
  const { dashboard: name } = names;
  const check = (promise: string, says: string, run: Check['run']): Check => ({
    id: `dashboard.${promise}`,
    group: 'dashboard',
    promise: `dashboard ${name} ${says}`,
    remedy: redeploy(deployment),
    run,
  });
  return [
    check('exists', 'exists and shows something', async (live) => {
      const { widgets } = readDashboard(await live.dashboard(name));
      return judged([widgets === 0 && 'it has no widget'], `${widgets} widgets`);
    }),
    check('metrics', 'names only metrics that somebody sends', async (live) => {
      const { metrics } = readDashboard(await live.dashboard(name));
      return judged(
        [
          metrics.length === 0 && 'it names no metric',
          ...metrics.map((m) => whyNotSent(m, environment)),
        ],
        `${metrics.length} metrics`,
      );
    }),
    check('alarms', 'names only alarms that exist', async (live) => {
      const named = readDashboard(await live.dashboard(name)).alarms;
      const { metric, composite } = await live.alarms(`${names.prefix}-`);
      const unknown = named.filter((alarm) => !metric.has(alarm) && !composite.has(alarm));
      return judged(
        [
          named.length === 0 && 'it names no alarm',
          unknown.length > 0 && `there is no ${unknown.join(', ')}`,
        ],
        `${named.length} alarms`,
      );
    }),
    check('logs', 'reads only log groups of the environment', async (live) => {
      const { logGroups } = readDashboard(await live.dashboard(name));
      const others = logGroups.filter((group) => group !== names.logGroup);
      if (others.length === 0) return pass(logGroups.length === 0 ? 'none' : names.logGroup);
      return judged([`it reads ${others.join(', ')}`], '');
    }),
  ];
}
