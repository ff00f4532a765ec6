import { counted } from '../report/headline.js';
import { section } from '../report/html/document.js';
import { code, html, prose } from '../report/html/escape.js';
import type { AlarmRoll, Deployment, Mission, Release, SecretAges } from './mission.js';
import { answer, instant, linked, table } from './words.js';

/** States of a version that nobody needs to mend. */
const CALM: ReadonlySet<string> = new Set(['signs', 'verifies', 'retired']);

export function secretsPart({ secrets }: Mission): string {
  const lead = 'Versions and ages; no value is ever shown.';
  const rows = secrets.flatMap(rowsOf);
  const list =
    rows.length === 0
      ? ''
      : table('Nonces and salts', ['Version', 'State', 'Age', 'Usable until'], rows);
  const trouble = secrets.flatMap(({ kind, failed, degraded }) =>
    [failed, degraded]
      .filter((why) => why !== undefined)
      .map((why) => `<p class="unknown"><b>${kind}:</b> ${prose(why)}</p>`),
  );
  const from = [...new Set(secrets.map(({ source }) => source))].join(', ');
  const max = secrets.find(({ maxAgeDays }) => maxAgeDays !== undefined)?.maxAgeDays;
  const due = max === undefined ? '' : ` A nonce is due for rotation after ${max} days.`;
  const note = `<p class="note">From ${html(from)}.${due}</p>`;
  return section('secrets', 'Nonces and salts', lead, `${list}${trouble.join('')}${note}`);
}

function rowsOf({ kind, versions, maxAgeDays }: SecretAges): readonly (readonly string[])[] {
  return versions.map(({ version, state, usable, ageDays, usableUntil }) => {
    const tone = usable ? 'good' : CALM.has(state) ? '' : 'urgent';
    const old = state === 'signs' && maxAgeDays !== undefined && (ageDays ?? 0) > maxAgeDays;
    const age = ageDays === undefined ? 'not known' : counted(ageDays, 'day');
    return [
      `${kind} v${version}`,
      `<span class="tag ${tone}">${html(state)}</span>`,
      old ? `${age} <span class="tag watch">due for rotation</span>` : age,
      usableUntil === undefined ? 'not known' : html(usableUntil.slice(0, 10)),
    ];
  });
}

export function alarmsPart({ alarms }: Mission): string {
  return section('alarms', 'Alarms', undefined, answer(alarms, 'Alarms', alarmList));
}

function alarmList({ ringing, quiet, undecided, missing }: AlarmRoll): string {
  const cards = ringing.map(
    ({ name, since, says }) =>
      `<li class="card finding critical"><p><span class="tag urgent">rings</span> ${code(name)} since ${instant(since)}</p><p>${linked(says)}</p></li>`,
  );
  const gone = missing.map(
    (name) =>
      `<li class="card finding high"><p><span class="tag urgent">missing</span> ${code(name)}: it should be deployed and is not there</p></li>`,
  );
  const list = cards.length + gone.length === 0 ? '' : `<ul>${[...cards, ...gone].join('')}</ul>`;
  const rest = `${counted(quiet, 'alarm')} quiet${undecided === 0 ? '' : `, ${undecided} without enough data to judge by`}.`;
  return `${list}<p class="note">${ringing.length === 0 ? 'None rings. ' : ''}${rest}</p>`;
}

export function shippedPart({ deployments, release }: Mission): string {
  const body = `${answer(deployments, 'Last deployment', deploymentTable)}${answer(release, 'Last release', releaseText)}`;
  return section('shipped', 'Last deployment and release', undefined, body);
}

function deploymentTable(stacks: readonly Deployment[]): string {
  const rows = stacks.map(({ stack, at }) => [
    html(stack),
    at === undefined ? '<span class="tag watch">never deployed</span>' : instant(at),
  ]);
  return table('When Terraform last wrote the state of each stack', ['Stack', 'When'], rows);
}

function releaseText({ tag, commit, at }: Release): string {
  return `<p class="note">The newest version tag is ${code(tag)} of ${instant(at)}, commit ${code(commit)}.</p>`;
}
