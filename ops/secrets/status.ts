import { DAY_MS } from '../../runtime/src/clock.js';
import { EXIT } from '../../runtime/src/errors/index.js';
import type { SecretKind } from '../../runtime/src/names/index.js';
import type { Site } from '../aws/site.js';
import type { Outcome } from '../frame/runbook.js';
import { lastReads, type LastReads } from './last-reads.js';
import { readersOf, type Reader } from './readers.js';
import { documentOf, renderVersions } from './render.js';
import { intentionOf, pastGrace } from './rotation.js';
import { ageOf, dayOf } from './words.js';
import { GRACE_MS, lookAt } from './world.js';

/** Versions, ages, grace, and who reads which; no value. Changes nothing. */
export async function secretStatus(site: Site, kind: SecretKind): Promise<Outcome> {
  const { deployment, context } = site;
  const now = context.io.now();
  const [world, reads] = await Promise.all([
    lookAt(site, kind),
    lastReads(site.clients, deployment.names.parameters.path, now),
  ]);
  const readers = readersOf(deployment, kind);
  const maxAgeDays = deployment.settings.thresholds.nonceMaxAgeDays;
  const { why } = intentionOf(world, { ifOlderThanMs: maxAgeDays * DAY_MS }, now);
  const due = pastGrace(world);
  const json = {
    ...documentOf(world),
    graceDays: GRACE_MS / DAY_MS,
    rotateAfterDays: maxAgeDays,
    toRetire: due,
    readers,
    lastReads: reads,
  };
  const text = [
    renderVersions(world, now),
    `  grace    ${ageOf(GRACE_MS)} after the next version was stored\n`,
    `  rotation ${why}; due after ${maxAgeDays} days\n`,
    ...(due.length === 0
      ? []
      : [
          `  retire   ${due.map((version) => `v${version}`).join(', ')}: npm run ops -- ${kind} retire --env ${deployment.environment}\n`,
        ]),
    ...renderReaders(readers, reads),
  ].join('');
  return { exit: EXIT.ok, json, text };
}

function renderReaders(
  readers: readonly Reader[],
  { reads, unknown }: LastReads,
): readonly string[] {
  const width = Math.max(...readers.map(({ role }) => role.length));
  return [
    'May read\n',
    ...readers.map((reader) => `  ${reader.role.padEnd(width)}  ${reader.reads}\n`),
    'Read within 7 days, by the audit trail, which is some minutes late\n',
    ...reads.map(({ who, at }) => `  ${who}  ${dayOf(Date.parse(at))}\n`),
    ...(unknown === undefined
      ? reads.length === 0
        ? ['  nobody\n']
        : []
      : [`  ${reads.length === 0 ? 'not known' : 'not all is known'}: ${unknown}\n`]),
  ];
}
