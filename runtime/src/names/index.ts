import { alarmNames, type AlarmNames } from './observability.js';
import { parameterNames, type ParameterNames } from './parameters.js';
import type { Scope } from './scope.js';
import { tableSpecs, type TableId, type TableSpec } from './tables.js';

export * from './baselines.js';
export * from './observability.js';
export * from './parameters.js';
export * from './scope.js';
export * from './tables.js';

export const STACKS = ['foundation', 'data', 'access', 'observability'] as const;
export type StackId = (typeof STACKS)[number];

export const ROLES = ['oracle', 'planner', 'deployer', 'operator'] as const;
export type RoleId = (typeof ROLES)[number];

/** Every name of one environment. Stacks, ops and runtime read names here and nowhere else. */
export interface Names {
  readonly scope: Scope;
  /** `<project>-<environment>`. */
  readonly prefix: string;
  readonly state: StateNames;
  /** Key of the `data` stack: tables, parameters, baselines, backups. */
  readonly keyAlias: string;
  /** Key of the audit trail. */
  readonly auditKeyAlias: string;
  /** Key of alarm topics and logs. */
  readonly observabilityKeyAlias: string;
  readonly tables: Readonly<Record<TableId, TableSpec>>;
  readonly parameters: ParameterNames;
  readonly buckets: { readonly baseline: string; readonly trail: string };
  readonly roles: Readonly<Record<RoleId, string>>;
  /** Managed policy that bounds every role, whatever its own policy says. */
  readonly boundary: string;
  /** Managed policy of the reads of configuration that planner, deployer and operator share. */
  readonly inspection: string;
  /** GitHub environments whose jobs may assume the role. */
  readonly githubEnvironments: { readonly deployer: string; readonly operator: string };
  readonly trail: string;
  /** `backup` carries AWS Backup's job events; the other two carry alarms. */
  readonly topics: { readonly critical: string; readonly warning: string; readonly backup: string };
  readonly alarms: AlarmNames;
  readonly dashboard: string;
  readonly logGroup: string;
  readonly backup: { readonly vault: string; readonly plan: string; readonly role: string };
}

/** Names of the state backend: one an account and region, shared by its environments. */
export interface StateNames {
  readonly bucket: string;
  readonly logBucket: string;
  readonly lockTable: string;
  readonly keyAlias: string;
  /** Terraform keeps a workspace's object at `<prefix>/<workspace>/<key>`. */
  readonly workspaceKeyPrefix: string;
  key(stack: StackId): string;
  /** The whole object key of one stack's state in one workspace. */
  objectKey(workspace: string, stack: StackId): string;
}

export function stateNames(scope: Pick<Scope, 'project' | 'account' | 'region'>): StateNames {
  const workspaceKeyPrefix = 'workspaces';
  const key = (stack: StackId): string => `${stack}/terraform.tfstate`;
  return {
    bucket: `${scope.project}-tfstate-${scope.account}-${scope.region}`,
    logBucket: `${scope.project}-tfstate-logs-${scope.account}-${scope.region}`,
    lockTable: `${scope.project}-tfstate-lock`,
    keyAlias: `alias/${scope.project}-tfstate`,
    workspaceKeyPrefix,
    key,
    objectKey: (workspace, stack) => `${workspaceKeyPrefix}/${workspace}/${key(stack)}`,
  };
}

export function namesFor(scope: Scope): Names {
  const prefix = `${scope.project}-${scope.environment}`;
  const bucket = (kind: string): string => `${prefix}-${kind}-${scope.account}-${scope.region}`;
  return {
    scope,
    prefix,
    state: stateNames(scope),
    keyAlias: `alias/${prefix}`,
    auditKeyAlias: `alias/${prefix}-audit`,
    observabilityKeyAlias: `alias/${prefix}-observability`,
    tables: tableSpecs(scope),
    parameters: parameterNames(scope.environment),
    buckets: { baseline: bucket('baselines'), trail: bucket('trail') },
    roles: {
      oracle: `${prefix}-oracle`,
      planner: `${prefix}-planner`,
      deployer: `${prefix}-deployer`,
      operator: `${prefix}-operator`,
    },
    boundary: `${prefix}-boundary`,
    inspection: `${prefix}-inspection`,
    githubEnvironments: {
      deployer: scope.environment,
      operator: `${scope.environment}-operations`,
    },
    trail: `${prefix}-audit`,
    topics: {
      critical: `${prefix}-critical`,
      warning: `${prefix}-warning`,
      backup: `${prefix}-backup`,
    },
    alarms: alarmNames(prefix),
    dashboard: prefix,
    logGroup: `/${scope.project}/${scope.environment}/runtime`,
    backup: { vault: `${prefix}-backup`, plan: `${prefix}-backup`, role: `${prefix}-backup` },
  };
}
