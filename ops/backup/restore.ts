import { copyName } from '../../runtime/src/names/index.js';
import type { Site } from '../aws/site.js';
import { opsError } from '../errors.js';
import type { Procedure, Step, Verified } from '../frame/procedure.js';
import { afterwards } from './afterwards.js';
import { liveOf, settingRows, settingSteps, type LeftToDeploy } from './settings.js';
import {
  describeSource,
  isFrom,
  restoreCall,
  sourceId,
  startRestore,
  type Source,
} from './source.js';
import type { Subject } from './tables.js';
import { patienceOf, tableNamed, untilActive } from './waiting.js';

export interface Restoring {
  readonly subject: Subject;
  readonly source: Source;
  /** The table that is made. */
  readonly target: string;
}

/**
 * The table that a restore makes: the one that `--to` names, else a name made of the source. Throws
 * PM-1001 for a name that roles may not make: anything but the table's own or `<table>-restored-…`.
 */
export function targetOf(subject: Subject, source: Source, to: string | undefined): string {
  const { name } = subject.spec;
  const prefix = copyName(name, 'restored', '');
  const target = to ?? `${prefix}${sourceId(source)}`;
  if (target === name || (target.startsWith(prefix) && /^[\w.-]{3,255}$/.test(target))) {
    return target;
  }
  throw opsError('PM-1001', {
    what: `--to ${target}`,
    why: `a restored table is called ${prefix}SOMETHING, or ${name} where that one is lost`,
  });
}

/**
 * Restores into a table that does not exist, and gives it the settings that a restore does not bring.
 * A table that is there, other than one which this very restore began, is PM-6030.
 */
export function restore(site: Site, { subject, source, target }: Restoring): Procedure {
  const left: LeftToDeploy = new Set();
  const { dynamodb } = site.clients;
  const { environment } = site.deployment;
  return {
    async plan() {
      await refuseOverwriting(site, subject, source, target);
      const steps = [
        restoring(site, subject, source, target),
        ...settingSteps(site, subject, target, left),
      ];
      const states = await Promise.all(steps.map(async (step) => step.probe?.()));
      const whole = states.every((state) => state === 'done');
      return {
        what: `Restore ${subject.spec.name} in ${environment} into ${target}, from ${describeSource(source)}`,
        steps: whole ? [] : steps,
        notes: [
          whole
            ? `${target} is there, restored from this source, with every setting`
            : 'no table in use is changed',
          ...afterwards(site, subject, target),
        ],
        undo:
          target === subject.spec.name
            ? 'the table was lost: there is nothing to go back to'
            : `remove the table: aws dynamodb delete-table --table-name ${target}${environment === 'local' ? '' : ' (after its deletion protection is off)'}`,
      };
    },
    async verify(): Promise<Verified> {
      const table = await tableNamed(dynamodb, target);
      const rows = await settingRows(site, subject, target);
      const broken = rows.filter(({ holds }) => !holds);
      const text = [
        `${target}: ${table?.TableStatus ?? 'missing'}`,
        ...rows.map(
          ({ promise, holds, evidence }) => `  ${holds ? 'ok  ' : 'FAIL'}  ${promise}: ${evidence}`,
        ),
        ...afterwards(site, subject, target).map((line) => `  ${line}`),
      ];
      return {
        ok: broken.length === 0,
        text: text.map((line) => `${line}\n`).join(''),
        json: { table: target, source, settings: rows, leftToDeploy: [...left] },
        ...(broken.length === 0
          ? {}
          : {
              error: opsError('PM-6013', {
                what: `table ${target}`,
                why: broken.map(({ promise }) => promise).join('; '),
                remedy:
                  left.size === 0
                    ? 'Run the same command again.'
                    : `Deploy: npm run ops -- deploy --env ${environment}. The role of this run may not set it on a table in use.`,
              }),
            }),
      };
    },
  };
}

/** Nothing is restored over a table that is there, unless this very restore has begun it. */
export async function refuseOverwriting(
  site: Site,
  subject: Subject,
  source: Source,
  target: string,
): Promise<void> {
  const table = await tableNamed(site.clients.dynamodb, target);
  if (table === undefined || isFrom(table, source, subject)) return;
  throw opsError('PM-6030', {
    what: `table ${target}`,
    why:
      target === subject.spec.name
        ? 'it is in use'
        : 'it exists and was not restored from this source',
  });
}

/** The step that restores; what it began before a kill is waited for. */
export function restoring(site: Site, subject: Subject, source: Source, target: string): Step {
  const { dynamodb } = site.clients;
  return {
    id: 'restore',
    title: `restore into ${target}`,
    effect: 'write',
    calls: [restoreCall(site, source, target)],
    probe: async () =>
      (await tableNamed(dynamodb, target))?.TableStatus === 'ACTIVE' ? 'done' : 'todo',
    run: async () => {
      const start = site.context.io.now();
      if ((await tableNamed(dynamodb, target)) === undefined) {
        const key = await liveOf(site).key(site.deployment.names.keyAlias);
        await startRestore(site, subject, source, target, key.Arn ?? '');
      }
      await untilActive(dynamodb, target, patienceOf(site));
      return `${((site.context.io.now() - start) / 1000).toFixed(1)} s`;
    },
  };
}
