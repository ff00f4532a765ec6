import { copyName, TABLES, type CopyKind, type TableId } from '../../runtime/src/names/index.js';
import type { Deployment } from '../environments.js';

/** ARNs that policies name, composed of names: no stack needs another one's outputs. */
export interface Arns {
  table(id: TableId): string;
  /** The tables of the environment. */
  readonly tables: readonly string[];
  readonly lockTable: string;
  /** Copies that a restore rehearsal makes and removes again. */
  readonly rehearsalTables: string;
  /** Tables that a restore makes beside those in use. */
  readonly restoredTables: string;
  readonly baseline: string;
  readonly trailBucket: string;
  readonly stateBucket: string;
  readonly stateLogBucket: string;
  /** Objects of this environment's states, in any stack. */
  readonly states: string;
  /** Everything below the parameters' path. */
  readonly parameters: string;
  readonly parameterPath: string;
  readonly secrets: readonly string[];
  readonly thresholds: string;
  /** Markers of versions that were taken away: no secrets. */
  readonly retired: readonly string[];
  readonly anyKey: string;
  readonly anyStateKey: string;
  readonly aliases: readonly string[];
  readonly topics: readonly string[];
  readonly alarms: string;
  readonly dashboard: string;
  readonly logGroup: string;
  readonly trail: string;
  /** All that tells operators of the environment: trail, alarms, dashboard, log group and topics. */
  readonly signals: readonly string[];
  readonly vault: string;
  readonly backupPlans: string;
  readonly boundary: string;
  readonly inspection: string;
  readonly githubProvider: string;
  role(name: string): string;
}

export function arnsOf({ names, scope, state, stateScope }: Deployment): Arns {
  const { account, region } = scope;
  const regional = (service: string, resource: string): string =>
    `arn:aws:${service}:${region}:${account}:${resource}`;
  const iam = (resource: string): string => `arn:aws:iam::${account}:${resource}`;
  const bucket = (name: string): string => `arn:aws:s3:::${name}`;
  const table = (id: TableId): string => regional('dynamodb', `table/${names.tables[id].name}`);
  // One pattern over all tables: a role's policy may have 10,240 characters.
  const copies = (kind: CopyKind): string =>
    regional('dynamodb', `table/${copyName(`${names.prefix}-*`, kind, '*')}`);
  const parameters = regional('ssm', `parameter${names.parameters.path}`);
  // A secret's name ends with its version: cut that off for a pattern over all versions.
  const versions = (kind: 'nonce' | 'salt'): string =>
    regional('ssm', `parameter${names.parameters.secret(kind, 1).slice(0, -1)}*`);
  const topics = Object.values(names.topics).map((topic) => regional('sns', topic));
  const alarms = regional('cloudwatch', `alarm:${names.prefix}-*`);
  const dashboard = `arn:aws:cloudwatch::${account}:dashboard/${names.dashboard}`;
  const logGroup = regional('logs', `log-group:${names.logGroup}`);
  const trail = regional('cloudtrail', `trail/${names.trail}`);
  return {
    table,
    tables: TABLES.map(table),
    lockTable: `arn:aws:dynamodb:${stateScope.region}:${account}:table/${state.lockTable}`,
    rehearsalTables: copies('rehearsal'),
    restoredTables: copies('restored'),
    baseline: bucket(names.buckets.baseline),
    trailBucket: bucket(names.buckets.trail),
    stateBucket: bucket(state.bucket),
    stateLogBucket: bucket(state.logBucket),
    states: `${bucket(state.bucket)}/${state.workspaceKeyPrefix}/${scope.environment}/*`,
    parameters: `${parameters}/*`,
    parameterPath: parameters,
    secrets: [versions('nonce'), versions('salt')],
    thresholds: `${parameters}/thresholds/*`,
    retired: [regional('ssm', `parameter${names.parameters.retiredPath}`)].flatMap((path) => [
      path,
      `${path}/*`,
    ]),
    anyKey: regional('kms', 'key/*'),
    anyStateKey: `arn:aws:kms:${stateScope.region}:${account}:key/*`,
    aliases: [names.keyAlias, names.auditKeyAlias, names.observabilityKeyAlias].map((alias) =>
      regional('kms', alias),
    ),
    topics,
    alarms,
    dashboard,
    logGroup,
    trail,
    signals: [trail, alarms, dashboard, logGroup, `${logGroup}:*`, ...topics],
    vault: regional('backup', `backup-vault:${names.backup.vault}`),
    backupPlans: regional('backup', 'backup-plan:*'),
    boundary: iam(`policy/${names.boundary}`),
    inspection: iam(`policy/${names.inspection}`),
    githubProvider: iam('oidc-provider/token.actions.githubusercontent.com'),
    role: (name) => iam(`role/${name}`),
  };
}
