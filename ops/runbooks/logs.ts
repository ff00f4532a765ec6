import { EXIT } from '../../runtime/src/errors/index.js';
import { LOG_EVENTS, type LogEvent } from '../../runtime/src/names/index.js';
import { opsError } from '../errors.js';
import type { Context, Outcome, Runbook } from '../frame/runbook.js';
import type { LogEntry } from '../logs/line.js';

const SINCE = '10m';
const EVERY_MS = 2_000;

export const logs: Runbook = {
  name: 'logs',
  summary: 'follow the application log group; Ctrl-C ends it',
  example: 'npm run ops -- logs --env staging --since 1h --filter evaluation.failed',
  when: 'When an alarm of the runtime rings, and while a change is rolled out.',
  changes: 'Nothing. Every line passes the redactor once more before it is shown.',
  undo: 'There is nothing to undo.',
  options: {
    since: {
      type: 'string',
      value: 'DURATION',
      help: `from so long ago: 10m, 24h; default ${SINCE}`,
    },
    filter: {
      type: 'string',
      value: 'EVENT',
      multiple: true,
      help: `only this event; repeatable: ${LOG_EVENTS.join(', ')}`,
    },
    once: { type: 'boolean', help: 'end after what there is now' },
  },
  async run(context: Context): Promise<Outcome> {
    const { values, io, json } = context;
    const events = (values['filter'] ?? []) as readonly string[];
    const unknown = events.find((event) => !(LOG_EVENTS as readonly string[]).includes(event));
    if (unknown !== undefined) {
      throw opsError('PM-1001', {
        what: `--filter ${unknown}`,
        why: `the events are ${LOG_EVENTS.join(', ')}`,
      });
    }
    // The AWS clients take longer to load than `--help` may.
    const { durationOf } = await import('../frame/duration.js');
    const { withSite } = await import('../aws/site.js');
    const { follow } = await import('../logs/follow.js');
    const { renderEntry } = await import('../logs/line.js');
    const since = io.now() - durationOf('--since', String(values['since'] ?? SINCE));
    const once = values['once'] === true;
    const kept: LogEntry[] = [];
    const show = (entry: LogEntry): void => {
      // One document at the end, or a line at once: never both on stdout.
      if (json) kept.push(entry);
      else io.stdout.write(`${renderEntry(entry)}\n`);
    };
    return withSite(context, 'logs', async (site) => {
      const options = { since, once, everyMs: EVERY_MS, events: events as readonly LogEvent[] };
      const shown = await follow(site, options, show);
      const said = `${shown} lines since ${new Date(since).toISOString()}`;
      context.steps.say(`${said} of ${site.deployment.names.logGroup}`);
      return { exit: once ? EXIT.ok : EXIT.cancelled, json: { shown, entries: kept }, text: '' };
    });
  },
};
