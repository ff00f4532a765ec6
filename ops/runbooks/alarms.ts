import { opsError } from '../errors.js';
import type { Context, Outcome, Runbook } from '../frame/runbook.js';

const STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
const PATIENCE_SECONDS = 15;

export const alarms: Runbook = {
  name: 'alarms',
  summary: 'list the alarms by state; test that each rings and tells its topic',
  example: 'npm run ops -- alarms list --env staging',
  when: '`list` when something seems wrong; `test` after a deploy of alarms or topics, and before a release.',
  changes:
    '`list` changes nothing. `test` lets each alarm ring once, so whoever is subscribed is told, and puts it back at once; an alarm that rings in earnest is not touched. It checks that the alarm’s history says that the actions were executed. With `--with-metrics` the runtime’s own metrics get values above the threshold, which stay in them.',
  undo: 'There is nothing to undo; after a kill the same command puts back what was left ringing.',
  options: {},
  actions: {
    list: {
      summary: 'the alarms by state, those that ring first',
      options: { state: { type: 'string', value: 'STATE', help: `only ${STATES.join(', ')}` } },
      example: 'npm run ops -- alarms list --env staging --state ALARM',
    },
    test: {
      summary: 'let each ring, check that its actions were executed, put it back',
      options: {
        only: {
          type: 'string',
          value: 'ALARM',
          multiple: true,
          help: 'test this alarm only; repeatable',
        },
        'with-metrics': {
          type: 'boolean',
          help: 'drive alarms on the runtime’s own metrics with data, which stay in the metric',
        },
        patience: {
          type: 'string',
          value: 'SECONDS',
          help: `how long ringing and telling may take; default ${PATIENCE_SECONDS}`,
        },
      },
      example: 'npm run ops -- alarms test --env staging --only block-rate',
    },
  },
  async run(context: Context): Promise<Outcome> {
    // The AWS clients take longer to load than `--help` may.
    const { withSite } = await import('../aws/site.js');
    const { values } = context;
    if (context.action === 'list') {
      const state = values['state'] as string | undefined;
      if (state !== undefined && !STATES.includes(state)) throw notOne('--state', state, STATES);
      const { listAlarms } = await import('../alarms/list.js');
      return withSite(context, 'alarms list', (site) => listAlarms(site, state));
    }
    const patience = Number(values['patience'] ?? PATIENCE_SECONDS);
    if (!(patience > 0 && patience <= 3600)) {
      throw notOne('--patience', String(values['patience']), ['seconds from 1 to 3600']);
    }
    const { carryOut } = await import('../frame/procedure.js');
    const { alarmTests } = await import('../alarms/test-alarms.js');
    return withSite(context, 'alarms test', (site) =>
      carryOut(
        site,
        'alarms test',
        alarmTests(site, {
          only: (values['only'] ?? []) as readonly string[],
          withMetrics: values['with-metrics'] === true,
          patienceSeconds: patience,
        }),
      ),
    );
  },
};

const notOne = (option: string, given: string, known: readonly string[]): Error =>
  opsError('PM-1001', { what: `${option} ${given}`, why: `it must be ${known.join(', ')}` });
