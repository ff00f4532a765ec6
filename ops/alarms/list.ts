import { EXIT } from '../../runtime/src/errors/index.js';
import type { Outcome } from '../frame/runbook.js';
import type { Site } from '../aws/site.js';
import { readAlarms, STATES, type Alarm, type AlarmRoll } from './alarm.js';

/** The alarms by state, those that ring first. Exit 0 whatever they say: `verify` and `monitor` judge. */
export async function listAlarms(site: Site, state: string | undefined): Promise<Outcome> {
  const roll = await readAlarms(site.clients, site.deployment.names);
  const shown = roll.alarms.filter((alarm) => state === undefined || alarm.state === state);
  return {
    exit: EXIT.ok,
    json: { counts: countsOf(roll), alarms: shown, missing: roll.missing },
    text: renderAlarms(site.deployment.environment, { ...roll, alarms: shown }, countsOf(roll)),
  };
}

type Counts = Readonly<Record<string, number>>;

const countsOf = ({ alarms }: AlarmRoll): Counts =>
  Object.fromEntries(
    STATES.map((state) => [state, alarms.filter((alarm) => alarm.state === state).length]),
  );

function renderAlarms(environment: string, { alarms, missing }: AlarmRoll, counts: Counts): string {
  const lines = STATES.flatMap((state) =>
    alarms.filter((alarm) => alarm.state === state).flatMap(linesOf),
  );
  const gone = missing.map((name) => `missing            ${name}`);
  const summary = STATES.map((state) => `${counts[state] ?? 0} ${state}`).join(', ');
  const less = missing.length === 0 ? '' : `, ${missing.length} missing: npm run ops -- verify`;
  return `${[...lines, ...gone, `${environment}: ${summary}${less}`].join('\n')}\n`;
}

function linesOf({ name, state, since, reason, description }: Alarm): readonly string[] {
  const head = `${state.padEnd(17)}  ${name}`;
  if (state !== 'ALARM') return [head];
  return [`${head}  since ${since}`, `    ${reason}`, `    ${description}`];
}
