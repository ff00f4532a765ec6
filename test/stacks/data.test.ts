import { describe, expect, it } from '@jest/globals';
import {
  ENVIRONMENTS,
  TABLES,
  THRESHOLDS,
  type TableSpec,
  type ThresholdId,
} from '../../runtime/src/names/index.js';
import { deployment, resource, resourcesOf, stackOf, type Properties } from './synthesised.js';

interface Index {
  readonly name: string;
  readonly hash_key: string;
  readonly range_key?: string;
  readonly projection_type: string;
}

/** A table as its spec says, made of the Terraform of the stack. */
function specOf(table: Properties): Pick<TableSpec, 'name' | 'partitionKey' | 'indexes'> {
  const types = new Map(
    (table['attribute'] as { name: string; type: 'S' | 'N' }[]).map(({ name, type }) => [
      name,
      type,
    ]),
  );
  const key = (name: unknown): { name: string; type: 'S' | 'N' } => {
    const type = types.get(name as string);
    if (type === undefined) throw new Error(`${String(name)} is no attribute`);
    return { name: name as string, type };
  };
  const ttl = table['ttl'] as { attribute_name: string; enabled: boolean } | undefined;
  return {
    name: table['name'] as string,
    partitionKey: key(table['hash_key']),
    ...(table['range_key'] !== undefined && { sortKey: key(table['range_key']) }),
    indexes: (table['global_secondary_index'] as Index[]).map((index) => ({
      name: index.name,
      partitionKey: key(index.hash_key),
      ...(index.range_key !== undefined && { sortKey: key(index.range_key) }),
      projection: index.projection_type as 'ALL',
    })),
    ...(ttl?.enabled === true && { ttlAttribute: ttl.attribute_name }),
  };
}

describe.each(ENVIRONMENTS)('the data of %s', (environment) => {
  const of = deployment(environment);
  const data = stackOf(environment, 'data');
  const tables = resourcesOf(data, 'aws_dynamodb_table');

  it('is in the tables of names, with their keys, indexes and TTL', () => {
    expect(tables.map(({ properties }) => specOf(properties)).sort(byName)).toEqual(
      TABLES.map((id) => of.names.tables[id]).sort(byName),
    );
  });

  it.each(tables.map(({ name, properties }) => [name, properties] as const))(
    '%s declares no attribute that no key uses, which DynamoDB refuses',
    (_, table) => {
      const used = [table, ...(table['global_secondary_index'] as Properties[])].flatMap((key) => [
        key['hash_key'],
        key['range_key'],
      ]);
      const declared = (table['attribute'] as { name: string }[]).map(({ name }) => name);
      expect([...declared].sort()).toEqual([...new Set(used.filter(Boolean))].sort());
    },
  );

  it.each(tables.map(({ name, properties }) => [name, properties] as const))(
    '%s can be restored for 35 days, is encrypted and paid per request',
    (_, table) => {
      expect(table).toMatchObject({
        billing_mode: 'PAY_PER_REQUEST',
        point_in_time_recovery: { enabled: true, recovery_period_in_days: 35 },
        server_side_encryption: { enabled: true, kms_key_arn: '${aws_kms_key.data_key.arn}' },
      });
    },
  );

  it.each([
    ['redaction_nonce_v1', 'nonce'],
    ['hmac_salt_v1', 'salt'],
  ] as const)('seeds %s by a write-only argument, once, unless it was retired', (id, kind) => {
    expect(resource(data, 'aws_ssm_parameter', `${id}_parameter`)).toMatchObject({
      name: of.names.parameters.secret(kind, 1),
      count: `\${contains(data.aws_ssm_parameters_by_path.retired_secrets.names, "/guardian/${of.environment}/retired/${id}") ? 0 : 1}`,
      type: 'SecureString',
      key_id: '${aws_kms_key.data_key.arn}',
      value_wo: `\${coalesce(var.${id}, sha256("\${uuid()}\${uuid()}"))}`,
      value_wo_version: 1,
      lifecycle: { ignore_changes: ['description', 'value_wo_version'] },
    });
    const parameter = resource(data, 'aws_ssm_parameter', `${id}_parameter`);
    expect(parameter).not.toHaveProperty('value');
    expect(data.variable?.[id]).toMatchObject({ ephemeral: true, sensitive: true, default: '' });
  });

  it('holds the thresholds of the settings as plain parameters', () => {
    const stored = resourcesOf(data, 'aws_ssm_parameter')
      .filter(({ properties }) => properties['type'] === 'String')
      .map(({ properties }) => [properties['name'], properties['value']]);
    const ids = Object.keys(THRESHOLDS) as ThresholdId[];
    expect(Object.fromEntries(stored)).toEqual(
      Object.fromEntries(
        ids.map((id) => [of.names.parameters.threshold(id), String(of.settings.thresholds[id])]),
      ),
    );
  });

  it('is backed up daily for a week, weekly for a month, monthly for a quarter', () => {
    const { rule } = resource(data, 'aws_backup_plan', 'backup_plan') as { rule: Properties[] };
    expect(rule.map((r) => [r['rule_name'], r['schedule'], r['lifecycle']])).toEqual([
      ['daily', 'cron(0 3 * * ? *)', { delete_after: 7 }],
      ['weekly', 'cron(0 4 ? * SUN *)', { delete_after: 30 }],
      ['monthly', 'cron(0 5 1 * ? *)', { delete_after: 90 }],
    ]);
    const { resources } = resource(data, 'aws_backup_selection', 'backup_selection');
    expect(resources).toEqual(tables.map(({ address }) => `\${${address}.arn}`).sort(inTables));
    expect(resource(data, 'aws_backup_vault_policy', 'backup_vault_policy')['policy']).toContain(
      '"Effect":"Deny","Principal":{"AWS":"*"},"Action":["backup:DeleteRecoveryPoint"',
    );
    expect(resource(data, 'aws_backup_vault_notifications', 'backup_notifications')).toMatchObject({
      sns_topic_arn: '${aws_sns_topic_policy.backup_events_policy.arn}',
    });
  });
});

const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);

/** The order of `TABLES`, in which the stack makes them. */
const order = ['fp_events', 'consent', 'calibration', 'block_counter'];
const inTables = (a: string, b: string): number =>
  order.findIndex((id) => a.includes(id)) - order.findIndex((id) => b.includes(id));
