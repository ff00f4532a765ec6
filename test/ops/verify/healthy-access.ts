import type { AdvancedEventSelector } from '@aws-sdk/client-cloudtrail';
import { ROLES } from '../../../runtime/src/names/index.js';
import type { Deployment } from '../../../stacks/environments.js';
import { subjectsOf } from '../../../stacks/policies/trust.js';
import { keyArn } from './healthy-store.js';
import { EVERYBODY, policyText, type AccessWorld } from './world.js';

const GITHUB = 'token.actions.githubusercontent.com';

/** A trust policy for workflows; tests give a wrong part of it. */
export function trustOf(part: {
  readonly account: string;
  readonly subjects: readonly string[];
  readonly audience?: string;
  readonly operator?: string;
}): string {
  return policyText({
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::${part.account}:oidc-provider/${GITHUB}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: { [`${GITHUB}:aud`]: part.audience ?? 'sts.amazonaws.com' },
      [part.operator ?? 'StringLike']: { [`${GITHUB}:sub`]: part.subjects },
    },
  });
}

export function healthyAccess(deployment: Deployment): AccessWorld {
  const { names, scope } = deployment;
  const { account, region } = scope;
  const boundary = `arn:aws:iam::${account}:policy/${names.boundary}`;
  const inspection = `arn:aws:iam::${account}:policy/${names.inspection}`;
  const reads = policyText({ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: '*' });
  const rule = (ScheduleExpression: string, DeleteAfterDays: number) => ({
    RuleName: ScheduleExpression,
    ScheduleExpression,
    TargetBackupVaultName: names.backup.vault,
    Lifecycle: { DeleteAfterDays },
  });
  return {
    roles: Object.fromEntries([
      ...ROLES.map((id) => [
        names.roles[id],
        {
          trust: trustOf({ account, subjects: subjectsOf(id, deployment) }),
          boundary,
          attached: id === 'oracle' ? [] : [inspection],
          inline: [reads],
        },
      ]),
      [
        names.backup.role,
        {
          trust: policyText({
            Effect: 'Allow',
            Principal: { Service: 'backup.amazonaws.com' },
            Action: 'sts:AssumeRole',
          }),
          attached: [],
          inline: [],
        },
      ],
    ]) as AccessWorld['roles'],
    policies: {
      [boundary]: policyText({
        Effect: 'Deny',
        Action: ['dynamodb:DeleteTable', 'kms:ScheduleKeyDeletion'],
        Resource: '*',
      }),
      [inspection]: reads,
    },
    providers: { [`arn:aws:iam::${account}:oidc-provider/${GITHUB}`]: ['sts.amazonaws.com'] },
    trails: {
      [names.trail]: {
        trail: {
          S3BucketName: names.buckets.trail,
          KmsKeyId: keyArn(scope, names.auditKeyAlias),
          LogFileValidationEnabled: true,
          IsMultiRegionTrail: true,
          IncludeGlobalServiceEvents: true,
        },
        status: { IsLogging: true, LatestDeliveryError: '' },
        selectors: {
          AdvancedEventSelectors: [
            { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
            dataEvents('AWS::DynamoDB::Table', [`arn:aws:dynamodb:${region}:${account}:table/`]),
            dataEvents('AWS::S3::Object', ['arn:aws:s3:::']),
          ],
        },
      },
    },
    vaults: {
      [names.backup.vault]: {
        key: keyArn(scope, names.keyAlias),
        policy: policyText({
          Effect: 'Deny',
          Principal: EVERYBODY,
          Action: ['backup:DeleteRecoveryPoint', 'backup:UpdateRecoveryPointLifecycle'],
          Resource: '*',
        }),
        notifications: {
          SNSTopicArn: `arn:aws:sns:${region}:${account}:${names.topics.backup}`,
          BackupVaultEvents: ['BACKUP_JOB_COMPLETED'],
        },
      },
    },
    plans: {
      [names.backup.plan]: {
        rules: [
          rule('cron(0 3 * * ? *)', 7),
          rule('cron(0 4 ? * SUN *)', 30),
          rule('cron(0 5 1 * ? *)', 90),
        ],
        selection: {
          SelectionName: 'tables',
          IamRoleArn: `arn:aws:iam::${account}:role/${names.backup.role}`,
          Resources: [`arn:aws:dynamodb:${region}:${account}:table/${names.prefix}-*`],
        },
      },
    },
  };
}

/** A selector of data events; without ARNs it covers every resource of the type. */
export const dataEvents = (type: string, arns?: readonly string[]): AdvancedEventSelector => ({
  FieldSelectors: [
    { Field: 'eventCategory', Equals: ['Data'] },
    { Field: 'resources.type', Equals: [type] },
    ...(arns === undefined ? [] : [{ Field: 'resources.ARN', StartsWith: [...arns] }]),
  ],
});
