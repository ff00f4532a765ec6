import type { SecretKind } from '../../runtime/src/names/index.js';
import { deployerPolicy } from '../../stacks/policies/deployer.js';
import { operatorPolicy } from '../../stacks/policies/operator.js';
import { oraclePolicy } from '../../stacks/policies/oracle.js';
import { plannerPolicy } from '../../stacks/policies/planner.js';
import { arnsOf } from '../../stacks/policies/arns.js';
import type { Deployment } from '../../stacks/environments.js';

/** A role of the environment that may read the values, as its policy says. */
export interface Reader {
  readonly role: string;
  readonly reads: string;
}

const POLICIES = {
  oracle: oraclePolicy,
  planner: plannerPolicy,
  deployer: deployerPolicy,
  operator: operatorPolicy,
} as const;

const BY_PATH = 'ssm:GetParametersByPath';
const BY_NAME = ['ssm:GetParameter', 'ssm:GetParameters'];

/** Who may read which versions: from the policies that the roles are deployed with. */
export function readersOf(deployment: Deployment, kind: SecretKind): readonly Reader[] {
  const arns = arnsOf(deployment);
  const stem = deployment.names.parameters.secret(kind, 1).split('/').at(-1)?.slice(0, -1) ?? '';
  const covers = (resource: string): boolean =>
    resource === arns.parameters || resource === arns.parameterPath || resource.includes(stem);
  return Object.entries(POLICIES).flatMap(([id, policy]) => {
    const statements = policy(deployment).filter(({ Resource = [] }) =>
      [Resource].flat().some(covers),
    );
    const can = (effect: string, action: string): boolean =>
      statements.some(
        ({ Effect, Action = [] }) => Effect === effect && [Action].flat().includes(action),
      );
    const reads = [
      ...(can('Allow', BY_PATH) && !can('Deny', BY_PATH) ? ['every version at once'] : []),
      ...(BY_NAME.some((one) => can('Allow', one) && !can('Deny', one))
        ? ['each by its name']
        : []),
    ];
    const role = deployment.names.roles[id as keyof typeof POLICIES];
    return reads.length === 0 ? [] : [{ role, reads: reads.join(', ') }];
  });
}
