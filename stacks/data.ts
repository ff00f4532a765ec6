import { DataAwsSsmParametersByPath } from '@cdktf/provider-aws/lib/data-aws-ssm-parameters-by-path/index.js';
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter/index.js';
import type { Construct } from 'constructs';
import {
  TABLES,
  THRESHOLDS,
  type SecretKind,
  type TableId,
  type ThresholdId,
} from '../runtime/src/names/index.js';
import { Backups } from './constructs/backups.js';
import { EnvironmentStack } from './constructs/environment-stack.js';
import { HardenedBucket } from './constructs/hardened-bucket.js';
import { NotificationTopic } from './constructs/notification-topic.js';
import { SeededSecret } from './constructs/seeded-secret.js';
import { publisher, ServiceKey } from './constructs/service-key.js';
import { SpecTable } from './constructs/spec-table.js';
import type { Deployment } from './environments.js';

/** Replaced baselines stay a year: a drift report names the version that it compared with. */
const BASELINE_VERSION_DAYS = 365;

/** Construct ids, and so Terraform addresses, of the tables. */
const TABLE_ADDRESSES: Readonly<Record<TableId, string>> = {
  fpEvents: 'fp_events',
  consent: 'consent',
  calibration: 'calibration',
  blockCounter: 'block_counter',
};

const THRESHOLD_ADDRESSES: Readonly<Record<ThresholdId, string>> = {
  driftMagnitude: 'drift_magnitude',
  blocksPerHour: 'blocks_per_hour',
  falsePositiveRate: 'false_positive_rate',
  nonceMaxAgeDays: 'nonce_max_age_days',
};

/** What the oracle keeps: tables, baselines, secrets and thresholds, and their backups. */
export class DataStack extends EnvironmentStack {
  constructor(app: Construct, deployment: Deployment) {
    super(app, 'data', deployment);
    const { names, scope, settings } = deployment;
    const { isProtected } = this;
    const key = new ServiceKey(this, 'data', {
      scope,
      alias: names.keyAlias,
      description: `Data of Phase Mirror ${scope.environment}: tables, parameters, baselines, backups`,
      through: ['dynamodb', 'ssm', 's3', 'backup'],
      services: [publisher('BackupNotifies', 'backup.amazonaws.com', scope.account)],
      isProtected,
    });
    const tables = TABLES.map(
      (id) =>
        new SpecTable(this, TABLE_ADDRESSES[id], {
          spec: names.tables[id],
          keyArn: key.arn,
          isProtected,
        }),
    );
    const baselines = new HardenedBucket(this, 'baseline', {
      name: names.buckets.baseline,
      keyArn: key.arn,
      noncurrentDays: BASELINE_VERSION_DAYS,
      isProtected,
    });
    this.secrets(key.arn);
    this.thresholds();
    const topic = new NotificationTopic(this, 'backup_events', {
      name: names.topics.backup,
      scope,
      keyArn: key.arn,
      publisher: 'backup.amazonaws.com',
      email: settings.emails.warning,
    });
    const backups = new Backups(this, 'backup', {
      names,
      keyArn: key.arn,
      topicArn: topic.arn,
      resources: tables.map(({ table }) => table.arn),
      isProtected,
    });
    this.output(
      'tables',
      Object.fromEntries(TABLES.map((id, i) => [id, tables[i]?.table.name])),
      'DynamoDB tables by their id in the code',
    );
    this.output(
      'fp_event_days',
      settings.retention.fpEventDays,
      'Days that false-positive events are kept: the runtime’s retentionDays',
    );
    this.output('baseline_bucket', baselines.bucket.bucket, 'Bucket of the accepted baselines');
    this.output('parameter_path', names.parameters.path, 'SSM path of secrets and thresholds');
    this.output('data_key_arn', key.arn, 'KMS key of tables, parameters, baselines and backups');
    this.output('backup_vault', backups.vaultName, 'AWS Backup vault of the tables');
    this.output('backup_plan_id', backups.planId, 'AWS Backup plan of the tables');
    this.output('backup_topic_arn', topic.arn, 'Topic of AWS Backup’s job events');
  }

  private secrets(keyArn: string): void {
    const { parameters } = this.deployment.names;
    const { isProtected } = this;
    // Plain strings without a secret: a state may hold them.
    const retired = new DataAwsSsmParametersByPath(this, 'retired_secrets', {
      path: parameters.retiredPath,
      withDecryption: false,
    });
    const seed = (id: string, kind: SecretKind, description: string): void => {
      new SeededSecret(this, id, {
        name: parameters.secret(kind, 1),
        description,
        variable: id,
        keyArn,
        isProtected,
        retired: `${retired.fqn}.names`,
        marker: parameters.retired(kind, 1),
      });
    };
    seed('redaction_nonce_v1', 'nonce', 'Key of the redaction HMAC, version 1');
    seed('hmac_salt_v1', 'salt', 'Key of the organisation-id HMAC, version 1');
  }

  private thresholds(): void {
    const { names, settings } = this.deployment;
    for (const id of Object.keys(THRESHOLDS) as ThresholdId[]) {
      new SsmParameter(this, `threshold_${THRESHOLD_ADDRESSES[id]}`, {
        name: names.parameters.threshold(id),
        description: `${THRESHOLDS[id].unit}; takes effect at once, the next deploy restores the setting`,
        type: 'String',
        value: String(settings.thresholds[id]),
      });
    }
  }
}
