import {
  GetOpenIDConnectProviderCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListOpenIDConnectProvidersCommand,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  type Role,
} from '@aws-sdk/client-iam';
import type { AwsClients } from '../../aws/clients.js';
import { parsePolicy, type Statement } from '../policy.js';
import { once, orMissing } from './read.js';

const ABSENT = ['NoSuchEntity', 'NoSuchEntityException'];

interface IdentityProvider {
  readonly arn: string;
  readonly audiences: readonly string[];
}

export interface RoleReads {
  role(name: string): Promise<Role>;
  trust(name: string): Promise<readonly Statement[]>;
  /** ARNs of the managed policies attached. */
  attachedPolicies(name: string): Promise<readonly string[]>;
  /** Statements of all inline policies. */
  inlinePolicies(name: string): Promise<readonly Statement[]>;
  /** Statements in force of a managed policy, by its ARN. */
  managedPolicy(arn: string): Promise<readonly Statement[]>;
  /** The OIDC provider for a host, for example `token.actions.githubusercontent.com`. */
  identityProvider(host: string): Promise<IdentityProvider>;
}

export function roleReads({ iam: client }: Pick<AwsClients, 'iam'>): RoleReads {
  const of = <T>(role: string, read: Promise<T>): Promise<T> =>
    orMissing(`role ${role}`, ABSENT, read);
  const role = once(async (RoleName) => {
    const { Role: found } = await of(RoleName, client.send(new GetRoleCommand({ RoleName })));
    return found as Role;
  });
  return {
    role,
    trust: once(async (name) => parsePolicy((await role(name)).AssumeRolePolicyDocument ?? '{}')),
    attachedPolicies: once((RoleName) =>
      of(
        RoleName,
        (async () => {
          const arns: string[] = [];
          for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName })) {
            arns.push(...(page.AttachedPolicies ?? []).map((p) => p.PolicyArn ?? ''));
          }
          return arns;
        })(),
      ),
    ),
    inlinePolicies: once((RoleName) =>
      of(
        RoleName,
        (async () => {
          const names: string[] = [];
          for await (const page of paginateListRolePolicies({ client }, { RoleName })) {
            names.push(...(page.PolicyNames ?? []));
          }
          const documents = await Promise.all(
            names.map((PolicyName) =>
              client.send(new GetRolePolicyCommand({ RoleName, PolicyName })),
            ),
          );
          return documents.flatMap(({ PolicyDocument }) => parsePolicy(PolicyDocument ?? '{}'));
        })(),
      ),
    ),
    managedPolicy: once(async (PolicyArn) => {
      const { Policy } = await orMissing(
        `policy ${PolicyArn}`,
        ABSENT,
        client.send(new GetPolicyCommand({ PolicyArn })),
      );
      const VersionId = Policy?.DefaultVersionId;
      const { PolicyVersion } = await client.send(
        new GetPolicyVersionCommand({ PolicyArn, VersionId }),
      );
      return parsePolicy(PolicyVersion?.Document ?? '{}');
    }),
    identityProvider: once(async (host) => {
      const { OpenIDConnectProviderList } = await client.send(
        new ListOpenIDConnectProvidersCommand({}),
      );
      const arn = OpenIDConnectProviderList?.map((p) => p.Arn ?? '').find((a) =>
        a.endsWith(`:oidc-provider/${host}`),
      );
      const resource = `OIDC provider ${host}`;
      const { ClientIDList } = await orMissing(
        resource,
        ABSENT,
        client.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn ?? host })),
      );
      return { arn: arn ?? '', audiences: ClientIDList ?? [] };
    }),
  };
}
