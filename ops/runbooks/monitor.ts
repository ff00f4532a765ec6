import { opsError } from '../errors.js';
import type { Context, Outcome, Runbook } from '../frame/runbook.js';

const FOR = '24h';
const EVERY = '60s';
const ERROR_RATE_PERCENT = 1;

export const monitor: Runbook = {
  name: 'monitor',
  summary: 'watch alarms, metrics and uptime for a while; exit 1 when something was breached',
  example: 'npm run ops -- monitor --env staging --for 24h',
  when: 'After a deploy to production (24 hours), and while somebody works on an incident.',
  changes:
    'Nothing. It shows a live table on a terminal and a line a look elsewhere, and writes `.phase-mirror/<environment>/reports/monitor.json` at the end; Ctrl-C ends it with its summary (exit 130, or 1 when something was breached).',
  undo: 'There is nothing to undo.',
  options: {
    for: { type: 'string', value: 'DURATION', help: `how long: 30s, 10m, 24h; default ${FOR}` },
    every: { type: 'string', value: 'DURATION', help: `time between looks; default ${EVERY}` },
    'max-error-rate': {
      type: 'string',
      value: 'PERCENT',
      help: `evaluations that may fail; default ${ERROR_RATE_PERCENT}`,
    },
  },
  async run(context: Context): Promise<Outcome> {
    // The AWS clients take longer to load than `--help` may.
    const { durationOf } = await import('../frame/duration.js');
    const { withSite } = await import('../aws/site.js');
    const { monitor: watchOver } = await import('../monitor/monitor.js');
    const { values } = context;
    const percent = Number(values['max-error-rate'] ?? ERROR_RATE_PERCENT);
    if (!(percent >= 0 && percent <= 100)) {
      throw opsError('PM-1001', {
        what: `--max-error-rate ${String(values['max-error-rate'])}`,
        why: 'it must be a number from 0 to 100',
      });
    }
    const options = {
      forMs: durationOf('--for', String(values['for'] ?? FOR)),
      everyMs: durationOf('--every', String(values['every'] ?? EVERY)),
      errorRate: percent / 100,
    };
    return withSite(context, 'monitor', (site) => watchOver(site, options));
  },
};
