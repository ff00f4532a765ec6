import { BackupPlan } from '@cdktf/provider-aws/lib/backup-plan/index.js';
import { BackupSelection } from '@cdktf/provider-aws/lib/backup-selection/index.js';
import { BackupVaultNotifications } from '@cdktf/provider-aws/lib/backup-vault-notifications/index.js';
import { BackupVaultPolicy } from '@cdktf/provider-aws/lib/backup-vault-policy/index.js';
import { BackupVault } from '@cdktf/provider-aws/lib/backup-vault/index.js';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { Construct } from 'constructs';
import type { Names } from '../../runtime/src/names/index.js';
import { policyDocument } from './policy.js';

export interface BackupsProps {
  readonly names: Names;
  readonly keyArn: string;
  readonly topicArn: string;
  /** ARNs of what is backed up. */
  readonly resources: readonly string[];
  readonly isProtected: boolean;
}

/** UTC schedules and how long each backup stays. */
const RULES = [
  { ruleName: 'daily', schedule: 'cron(0 3 * * ? *)', deleteAfter: 7 },
  { ruleName: 'weekly', schedule: 'cron(0 4 ? * SUN *)', deleteAfter: 30 },
  { ruleName: 'monthly', schedule: 'cron(0 5 1 * ? *)', deleteAfter: 90 },
] as const;

const EVENTS = [
  'BACKUP_JOB_COMPLETED',
  'COPY_JOB_FAILED',
  'RECOVERY_POINT_MODIFIED',
  'RESTORE_JOB_COMPLETED',
  'RESTORE_JOB_STARTED',
] as const;

/** A vault from which nobody deletes, and a plan: daily for a week, weekly for a month, monthly for a quarter. */
export class Backups extends Construct {
  readonly vaultName: string;
  readonly planId: string;

  constructor(scope: Construct, id: string, props: BackupsProps) {
    super(scope, id);
    const { names, isProtected } = props;
    const vault = new BackupVault(this, 'vault', {
      name: names.backup.vault,
      kmsKeyArn: props.keyArn,
      lifecycle: { preventDestroy: isProtected },
    });
    new BackupVaultPolicy(this, 'vault_policy', {
      backupVaultName: vault.name,
      policy: policyDocument([
        {
          Sid: 'RecoveryPointsStay',
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: ['backup:DeleteRecoveryPoint', 'backup:UpdateRecoveryPointLifecycle'],
          Resource: '*',
        },
      ]),
    });
    new BackupVaultNotifications(this, 'notifications', {
      backupVaultName: vault.name,
      snsTopicArn: props.topicArn,
      backupVaultEvents: [...EVENTS],
    });
    const plan = new BackupPlan(this, 'plan', {
      name: names.backup.plan,
      rule: RULES.map(({ ruleName, schedule, deleteAfter }) => ({
        ruleName,
        schedule,
        targetVaultName: vault.name,
        startWindow: 60,
        completionWindow: 480,
        lifecycle: { deleteAfter },
        recoveryPointTags: { Environment: names.scope.environment, Rule: ruleName },
      })),
    });
    new BackupSelection(this, 'selection', {
      name: names.backup.plan,
      planId: plan.id,
      iamRoleArn: this.role(names),
      resources: [...props.resources],
    });
    this.vaultName = vault.name;
    this.planId = plan.id;
  }

  /** The role of AWS Backup itself, with the policies that AWS keeps current for it. */
  private role(names: Names): string {
    const role = new IamRole(this, 'role', {
      name: names.backup.role,
      description: 'AWS Backup: backs up and restores the tables of this environment',
      assumeRolePolicy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'AwsBackupOfThisAccount',
            Effect: 'Allow',
            Principal: { Service: 'backup.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'aws:SourceAccount': names.scope.account } },
          },
        ],
      }),
    });
    for (const duty of ['Backup', 'Restores']) {
      new IamRolePolicyAttachment(this, `role_${duty.toLowerCase()}`, {
        role: role.name,
        policyArn: `arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyFor${duty}`,
      });
    }
    return role.arn;
  }
}
