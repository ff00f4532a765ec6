import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { DAY_MS } from '../../runtime/src/clock.js';
import type { SecretKind } from '../../runtime/src/names/index.js';
import { deployerPolicy } from '../../stacks/policies/deployer.js';
import { operatorPolicy } from '../../stacks/policies/operator.js';
import { oraclePolicy } from '../../stacks/policies/oracle.js';
import { plannerPolicy } from '../../stacks/policies/planner.js';
import { arnsOf } from '../../stacks/policies/arns.js';
import type { Deployment } from '../../stacks/environments.js';
import { said } from '../aws/failure.js';
import type { Site } from '../aws/site.js';

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

/** Who read secrets lately, as the audit trail knows it. */
export interface LastReads {
  readonly reads: readonly { readonly who: string; readonly at: string }[];
  /** Why nothing is known. */
  readonly unknown?: string;
}

const LOOK_BACK_MS = 7 * DAY_MS;

/** The last read of each identity within a week. The trail tells the path, not the version. */
export async function lastReads({ clients, context }: Site): Promise<LastReads> {
  const now = context.io.now();
  try {
    const { Events = [] } = await clients.cloudtrail.send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'GetParametersByPath' }],
        StartTime: new Date(now - LOOK_BACK_MS),
      }),
    );
    const last = new Map<string, string>();
    // Newest first.
    for (const { Username = 'unknown', EventTime } of Events) {
      if (!last.has(Username)) last.set(Username, EventTime?.toISOString() ?? 'unknown');
    }
    return { reads: [...last].map(([who, at]) => ({ who, at })) };
  } catch (error) {
    return { reads: [], unknown: said(error) };
  }
}
