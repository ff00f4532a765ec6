/** Asks the simulator what a role of the synthesised `access` stack may do. */
import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { Environment, RoleId } from '../../runtime/src/names/index.js';
import {
  boundaryOf,
  deployment,
  documentOf,
  policiesOf,
  resource,
  stackOf,
} from './synthesised.js';

export type Context = Readonly<Record<string, string | string[]>>;

export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context?: Context;
}

export const KEY_ID = '0a1b2c3d-0000-4000-8000-000000000000';

/** A policy of somebody who may do everything, to see what only the boundary holds back. */
export const EVERYTHING = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

/** `Allowed`, `ImplicitlyDenied` or `ExplicitlyDenied`. Throws when the call cannot be simulated. */
export async function decide(
  environment: Environment,
  role: RoleId,
  call: Call,
  identityPolicies: readonly unknown[] = policiesOf(environment, role),
): Promise<'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied'> {
  const { names, scope } = deployment(environment);
  const context = { ...call.context };
  const answer = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${scope.account}:role/${names.roles[role]}`,
        action: call.action,
        resource: { resource: call.resource, accountId: scope.account },
        contextVariables: context,
      },
      identityPolicies: identityPolicies.map((policy, i) => ({
        name: `${role}-${i}`,
        policy,
      })),
      permissionBoundaryPolicies: [{ name: 'boundary', policy: boundaryOf(environment) }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(call.action.startsWith('kms:') && call.resource.includes(':key/')
        ? { resourcePolicy: keyPolicy(environment, context['kms:ResourceAliases']) }
        : {}),
    },
    {},
  );
  if (answer.resultType === 'error') throw new Error(JSON.stringify(answer.errors));
  if (answer.resultType === 'single') {
    const { ignoredContextKeys } = answer.result;
    // A condition on a key that the action does not have would never hold.
    if (ignoredContextKeys !== undefined && ignoredContextKeys.length > 0) {
      throw new Error(`${call.action} has no context key ${ignoredContextKeys.join(', ')}`);
    }
  }
  return answer.overallResult;
}

/** The policy of the key behind an alias, so that both sides of a KMS call are judged. */
function keyPolicy(environment: Environment, alias: string | string[] | undefined): unknown {
  const { names, state } = deployment(environment);
  const keys = {
    [names.keyAlias]: ['data', 'data_key'],
    [names.auditKeyAlias]: ['access', 'audit_encryption_key'],
    [names.observabilityKeyAlias]: ['observability', 'observability_key'],
    [state.keyAlias]: ['foundation', 'state_key'],
  } as const;
  const found = keys[[alias].flat()[0] ?? ''];
  if (found === undefined) throw new Error('a KMS call names the alias of its key');
  return documentOf(resource(stackOf(environment, found[0]), 'aws_kms_key', found[1])['policy']);
}

/** A use of an environment's key through a service. */
export function keyUse(
  environment: Environment,
  action: string,
  service: string,
  alias = deployment(environment).names.keyAlias,
): Call {
  const { scope } = deployment(environment);
  return {
    action,
    resource: `arn:aws:kms:${scope.region}:${scope.account}:key/${KEY_ID}`,
    context: {
      'kms:ViaService': `${service}.${scope.region}.amazonaws.com`,
      'kms:CallerAccount': scope.account,
      'kms:ResourceAliases': [alias],
    },
  };
}
