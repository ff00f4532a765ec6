import type { BackupRule } from '@aws-sdk/client-backup';
import { TABLES } from '../../../runtime/src/names/index.js';
import type { Deployment } from '../../../stacks/environments.js';
import { tableArn, topicArn } from '../arns.js';
import { judged, type Check } from '../check.js';
import { deniesEverybody } from '../policy.js';
import { redeploy } from '../remedies.js';
import { isKey } from '../same-key.js';

/** How often a backup is made and how many days it stays. */
const SCHEDULES = [
  { name: 'daily', days: 7 },
  { name: 'weekly', days: 30 },
  { name: 'monthly', days: 90 },
] as const;
type Schedule = (typeof SCHEDULES)[number]['name'];

export function backupChecks(deployment: Deployment): readonly Check[] {
  const { names, scope } = deployment;
  const { vault, plan, role } = names.backup;
  const check = (promise: string, says: string, run: Check['run']): Check => ({
    id: `backup.${promise}`,
    group: 'backup',
    promise: says,
    remedy: redeploy(deployment),
    run,
  });
  return [
    check('vault', `vault ${vault} is encrypted with ${names.keyAlias}`, async (live) => {
      const [found, key] = await Promise.all([live.vault(vault), live.key(names.keyAlias)]);
      const named = found.EncryptionKeyArn;
      return judged(
        [!isKey(named, key, names.keyAlias) && `it is encrypted with ${named ?? 'no key'}`],
        names.keyAlias,
      );
    }),
    check('kept', `nobody deletes what vault ${vault} holds`, async (live) => {
      const denied = (await live.vaultPolicy(vault))
        .filter(deniesEverybody)
        .flatMap((s) => s.actions);
      const open = ['backup:DeleteRecoveryPoint', 'backup:UpdateRecoveryPointLifecycle'].filter(
        (action) => !denied.includes(action),
      );
      return judged([open.length > 0 && `its policy does not deny ${open.join(', ')}`], 'denied');
    }),
    check('notifications', `vault ${vault} tells a topic when a backup fails`, async (live) => {
      const told = await live.vaultNotifications(vault);
      const ours = Object.values(names.topics).map((t) => topicArn(scope, t));
      const events = told?.BackupVaultEvents ?? [];
      return judged(
        [
          told === undefined && 'it tells nobody',
          told !== undefined &&
            !ours.includes(told.SNSTopicArn ?? '') &&
            `it tells ${told.SNSTopicArn ?? 'nobody'}`,
          // AWS has no event for failure alone: BACKUP_JOB_COMPLETED carries every end of a job.
          told !== undefined &&
            !events.some((e) => e === 'BACKUP_JOB_FAILED' || e === 'BACKUP_JOB_COMPLETED') &&
            `it tells only of ${events.join(', ')}`,
        ],
        `${events.join(', ')} to ${told?.SNSTopicArn?.split(':').at(-1) ?? ''}`,
      );
    }),
    ...SCHEDULES.map(({ name, days }) =>
      check(name, `plan ${plan} makes a ${name} backup and keeps it ${days} days`, async (live) => {
        const { Rules = [] } = await live.plan(plan);
        const kept = Rules.filter((r) => scheduleOf(r) === name);
        const right = kept.filter(
          (r) => r.Lifecycle?.DeleteAfterDays === days && r.TargetBackupVaultName === vault,
        );
        const said = kept.map(
          (r) =>
            `${r.Lifecycle?.DeleteAfterDays ?? 'for ever'} days in ${r.TargetBackupVaultName ?? '?'}`,
        );
        return judged(
          [
            kept.length === 0 && `no rule runs ${name}`,
            kept.length > 0 && right.length === 0 && `it is kept ${said.join(' and ')}`,
          ],
          `${right[0]?.ScheduleExpression ?? ''}, ${days} days`,
        );
      }),
    ),
    check('selection', `plan ${plan} takes every table`, async (live) => {
      const selections = await live.selections(plan);
      const taken = selections.flatMap((s) => s.Resources ?? []);
      const missing = TABLES.map((id) => names.tables[id].name).filter((table) => {
        return !taken.some((pattern) => selects(pattern, tableArn(scope, table)));
      });
      return judged(
        [missing.length > 0 && `not taken: ${missing.join(', ')}`],
        `${taken.length} resources`,
      );
    }),
    check('role', `role ${role} may be assumed by AWS Backup alone`, async (live) => {
      const callers = (await live.trust(role)).flatMap((s) => s.principals).map((p) => p.value);
      const others = callers.filter((c) => c !== 'backup.amazonaws.com');
      return judged(
        [
          !callers.includes('backup.amazonaws.com') && 'AWS Backup may not assume it',
          others.length > 0 && `it may be assumed by ${others.join(', ')}`,
        ],
        'backup.amazonaws.com',
      );
    }),
  ];
}

/** Whether a selection's pattern takes this resource: `*` stands for any characters. */
export function selects(pattern: string, arn: string): boolean {
  const parts = pattern.split('*').map((p) => p.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(arn);
}

/** How often a rule runs: read from its schedule, since a rule's name promises nothing. */
function scheduleOf({ ScheduleExpression = '' }: BackupRule): Schedule | 'other' {
  const cron = /^cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)$/.exec(ScheduleExpression);
  if (cron === null) return ScheduleExpression === 'rate(1 day)' ? 'daily' : 'other';
  const [, , , dayOfMonth = '', month = '', dayOfWeek = ''] = cron;
  const any = (field: string): boolean => field === '*' || field === '?';
  if (!any(month)) return 'other';
  if (any(dayOfMonth) && any(dayOfWeek)) return 'daily';
  if (any(dayOfMonth) && /^([1-7]|[A-Z]{3})$/.test(dayOfWeek)) return 'weekly';
  return /^(\d{1,2}|L)$/.test(dayOfMonth) && any(dayOfWeek) ? 'monthly' : 'other';
}
