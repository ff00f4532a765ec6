import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider/index.js';
import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging/index.js';
import type { Construct } from 'constructs';
import { EnvironmentStack } from './constructs/environment-stack.js';
import { bucketArn, HardenedBucket } from './constructs/hardened-bucket.js';
import { ServiceKey } from './constructs/service-key.js';
import { SpecTable } from './constructs/spec-table.js';
import type { Deployment } from './environments.js';

/** Replaced versions of a state object that stay whatever their age. */
const KEPT_STATE_VERSIONS = 20;
const ACCESS_LOG_DAYS = 90;

/** Once an account: where state lives and is locked, and how GitHub's workflows prove who they are. */
export class FoundationStack extends EnvironmentStack {
  constructor(app: Construct, deployment: Deployment) {
    super(app, 'foundation', deployment);
    const { state, scope, settings } = deployment;
    const { isProtected } = this;
    const key = new ServiceKey(this, 'state', {
      scope,
      alias: state.keyAlias,
      description: 'Terraform state and its locks',
      through: ['s3', 'dynamodb'],
      services: [],
      isProtected,
    });
    const logs = new HardenedBucket(this, 'access_log', {
      name: state.logBucket,
      noncurrentDays: ACCESS_LOG_DAYS,
      expireDays: ACCESS_LOG_DAYS,
      statements: [
        {
          Sid: 'S3WritesAccessLogs',
          Effect: 'Allow',
          Principal: { Service: 'logging.s3.amazonaws.com' },
          Action: 's3:PutObject',
          Resource: `${bucketArn(state.logBucket)}/*`,
          Condition: {
            StringEquals: { 'aws:SourceAccount': scope.account },
            ArnLike: { 'aws:SourceArn': bucketArn(state.bucket) },
          },
        },
      ],
      isProtected,
    });
    const bucket = new HardenedBucket(this, 'tfstate', {
      name: state.bucket,
      keyArn: key.arn,
      noncurrentDays: settings.retention.stateVersionDays,
      keepVersions: KEPT_STATE_VERSIONS,
      isProtected,
    });
    new S3BucketLoggingA(this, 'tfstate_logging', {
      bucket: bucket.bucket.id,
      targetBucket: logs.bucket.id,
      targetPrefix: 'tfstate/',
      // S3 checks that it may write to the target before it accepts the target.
      dependsOn: [logs.policy],
    });
    const lock = new SpecTable(this, 'lock', {
      spec: {
        name: state.lockTable,
        partitionKey: { name: 'LockID', type: 'S' },
        indexes: [],
      },
      keyArn: key.arn,
      isProtected,
    });
    const github = new IamOpenidConnectProvider(this, 'github', {
      url: 'https://token.actions.githubusercontent.com',
      clientIdList: ['sts.amazonaws.com'],
      lifecycle: { preventDestroy: isProtected },
    });
    this.output('state_bucket', bucket.bucket.bucket, 'Bucket of every workspace’s state');
    this.output('state_log_bucket', logs.bucket.bucket, 'Access logs of the state bucket');
    this.output('lock_table', lock.table.name, 'DynamoDB table of the state locks');
    this.output('state_key_arn', key.arn, 'KMS key of state and locks');
    this.output('github_oidc_provider_arn', github.arn, 'Identity provider of GitHub Actions');
  }
}
