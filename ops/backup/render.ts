import type { Environment } from '../../runtime/src/names/index.js';
import { errorRecord, EXIT, renderError } from '../../runtime/src/errors/index.js';
import { opsError } from '../errors.js';
import type { Outcome } from '../frame/runbook.js';
import type { Comparison } from './compare.js';
import type { Protection, Rpo, TableProtection } from './protection.js';

/** One table of a rehearsal. Milliseconds of −1 were not measured. */
export interface Rehearsed extends Comparison {
  readonly table: string;
  backupMs: number;
  restoreMs: number;
  compareMs: number;
  readonly rpo: Rpo;
}

/** What was compared, and how long it took: RTO is restore and comparison, RPO what would be lost. */
export function renderRehearsal(rows: readonly Rehearsed[]): string {
  const width = Math.max(...rows.map(({ table }) => table.length));
  const lines = rows.map((row) => {
    const meanwhile =
      row.writtenMeanwhile === 0 ? '' : `, ${row.writtenMeanwhile} written meanwhile`;
    return [
      `${row.table.padEnd(width)}  ${row.compared} items compared, ${row.differences} differences${meanwhile}`,
      `${''.padEnd(width)}  backup ${seconds(row.backupMs)}, RTO ${seconds(row.restoreMs + row.compareMs)} (restore ${seconds(row.restoreMs)}, comparison ${seconds(row.compareMs)}), RPO ${rpoText(row.rpo)}`,
    ].join('\n');
  });
  return `${lines.join('\n')}\n`;
}

const seconds = (ms: number): string => (ms < 0 ? 'not measured' : `${(ms / 1000).toFixed(1)} s`);

function rpoText({ pointInTimeSeconds, lastBackupSeconds }: Rpo): string {
  const parts = [
    ...(pointInTimeSeconds === undefined
      ? []
      : [`${duration(pointInTimeSeconds)} by point-in-time recovery`]),
    ...(lastBackupSeconds === undefined ? [] : [`${duration(lastBackupSeconds)} by AWS Backup`]),
  ];
  return parts.length === 0 ? 'unlimited: nothing is restorable' : parts.join(', ');
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

/** Exit 1 (PM-6005) when a table is not protected. */
export function protectionOutcome(environment: Environment, protection: Protection): Outcome {
  const text = renderProtection(protection);
  const json = { ...protection };
  const bad = protection.tables.filter(({ problems }) => problems.length > 0);
  if (bad.length === 0) return { exit: EXIT.ok, json, text };
  const error = opsError('PM-6005', {
    what: `${environment}: ${bad.length} of ${protection.tables.length} tables are not protected`,
    why: bad.map(({ table, problems }) => `${table}: ${problems.join(', ')}`).join('; '),
  });
  return {
    exit: error.exit,
    json: { ...json, error: errorRecord(error) },
    text: `${text}${renderError(error)}\n`,
  };
}

/** What protects each table, a block a table. */
function renderProtection({ vault, plan, rules, tables }: Protection): string {
  const schedules = rules.map(
    ({ schedule, days }) =>
      `${schedule} kept ${days ?? 'for ever'}${days === undefined ? '' : ' days'}`,
  );
  return [
    `plan ${plan} into vault ${vault}: ${schedules.join('; ') || 'there is no plan'}`,
    ...tables.flatMap(blockOf),
    '',
  ].join('\n');
}

function blockOf(one: TableProtection): readonly string[] {
  const { pointInTime, lastRecoveryPoint, lastOnDemand } = one;
  const window = `${pointInTime.earliest ?? '?'} to ${pointInTime.latest ?? '?'}`;
  const days = pointInTime.days === undefined ? '' : `, ${pointInTime.days} days`;
  return [
    `${one.problems.length === 0 ? 'ok  ' : 'FAIL'}  ${one.table}`,
    `      point-in-time recovery  ${pointInTime.on ? `on${days}: ${window}` : 'off'}`,
    `      backup plan             ${one.selected ? 'takes it' : 'does not take it'}; ${
      lastRecoveryPoint === undefined
        ? 'no recovery point yet'
        : `${one.recoveryPoints} recovery points, newest ${lastRecoveryPoint.at}`
    }`,
    ...(lastRecoveryPoint === undefined
      ? []
      : [`                              ${lastRecoveryPoint.arn}`]),
    ...(lastOnDemand === undefined
      ? []
      : [
          `      on demand               ${one.onDemandBackups}, newest ${lastOnDemand.at}`,
          `                              ${lastOnDemand.arn}`,
        ]),
    ...one.problems.map((problem) => `      problem: ${problem}`),
  ];
}
