import { Cloudtrail } from '@cdktf/provider-aws/lib/cloudtrail/index.js';
import { Construct } from 'constructs';
import type { Deployment } from '../environments.js';
import { arnsOf } from '../policies/arns.js';
import { bucketArn, HardenedBucket } from './hardened-bucket.js';
import type { Statement } from './policy.js';
import { ServiceKey } from './service-key.js';

/**
 * Who did what: management events, and every access to the environment's tables, baselines and
 * states. Key and bucket are the trail's own, so that who reads data cannot touch its audit, and so
 * that this stack needs nothing that another one makes: CloudTrail refuses a key that is not there.
 */
export class AuditTrail extends Construct {
  readonly arn: string;
  readonly bucketName: string;

  constructor(scope: Construct, id: string, deployment: Deployment, isProtected: boolean) {
    super(scope, id);
    const { names, settings } = deployment;
    const arns = arnsOf(deployment);
    const key = new ServiceKey(this, 'encryption', {
      scope: deployment.scope,
      alias: names.auditKeyAlias,
      description: `Audit trail of Phase Mirror ${deployment.environment}`,
      through: ['s3'],
      services: trailUsesKey(arns.trail, deployment.scope.account),
      isProtected,
    });
    const bucket = new HardenedBucket(this, 'files', {
      name: names.buckets.trail,
      keyArn: key.arn,
      noncurrentDays: settings.retention.trailDays,
      expireDays: settings.retention.trailDays,
      statements: trailWritesFiles(names.buckets.trail, arns.trail, deployment.scope.account),
      isProtected,
    });
    const trail = new Cloudtrail(this, 'trail', {
      name: names.trail,
      s3BucketName: bucket.bucket.bucket,
      kmsKeyId: key.arn,
      enableLogFileValidation: true,
      // IAM's events are recorded in us-east-1 only.
      includeGlobalServiceEvents: true,
      isMultiRegionTrail: true,
      advancedEventSelector: eventSelectors(deployment),
      dependsOn: [bucket.policy],
    });
    this.arn = trail.arn;
    this.bucketName = bucket.bucket.bucket;
  }
}

function eventSelectors(deployment: Deployment): {
  name: string;
  fieldSelector: { field: string; equalTo?: string[]; startsWith?: string[] }[];
}[] {
  const arns = arnsOf(deployment);
  const data = (type: string, startsWith: string[]): { field: string; equalTo?: string[] }[] => [
    { field: 'eventCategory', equalTo: ['Data'] },
    { field: 'resources.type', equalTo: [type] },
    { field: 'resources.ARN', startsWith } as { field: string },
  ];
  const ownStates = arns.states.slice(0, -1);
  return [
    {
      name: 'Management events',
      fieldSelector: [{ field: 'eventCategory', equalTo: ['Management'] }],
    },
    { name: 'Items of the tables', fieldSelector: data('AWS::DynamoDB::Table', [...arns.tables]) },
    {
      name: 'Baselines and states',
      fieldSelector: data('AWS::S3::Object', [`${arns.baseline}/`, ownStates]),
    },
  ];
}

function trailUsesKey(trailArn: string, account: string): Statement[] {
  const byTheTrail = { 'aws:SourceAccount': account, 'aws:SourceArn': trailArn };
  return [
    {
      Sid: 'TrailEncrypts',
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 'kms:GenerateDataKey*',
      Resource: '*',
      Condition: {
        StringEquals: byTheTrail,
        StringLike: {
          'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${account}:trail/*`,
        },
      },
    },
    {
      Sid: 'TrailDescribes',
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 'kms:DescribeKey',
      Resource: '*',
      Condition: { StringEquals: byTheTrail },
    },
  ];
}

function trailWritesFiles(bucket: string, trailArn: string, account: string): Statement[] {
  const service = {
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
  } as const;
  const byTheTrail = { 'aws:SourceAccount': account, 'aws:SourceArn': trailArn };
  return [
    {
      ...service,
      Sid: 'TrailChecksBucket',
      Action: 's3:GetBucketAcl',
      Resource: bucketArn(bucket),
      Condition: { StringEquals: byTheTrail },
    },
    {
      ...service,
      Sid: 'TrailWritesFiles',
      Action: 's3:PutObject',
      Resource: `${bucketArn(bucket)}/AWSLogs/${account}/*`,
      Condition: {
        StringEquals: { ...byTheTrail, 's3:x-amz-acl': 'bucket-owner-full-control' },
      },
    },
  ];
}
