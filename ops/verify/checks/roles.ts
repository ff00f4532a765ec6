import { ROLES, type RoleId } from '../../../runtime/src/names/index.js';
import type { Deployment } from '../../../stacks/environments.js';
import { judged, type Check } from '../check.js';
import { publicStatements, type Statement } from '../policy.js';
import { rebootstrap, redeploy } from '../remedies.js';

const GITHUB = 'token.actions.githubusercontent.com';
const AUDIENCE = 'sts.amazonaws.com';

/** Roles whose callers are people of the account, beside or instead of workflows. */
const FOR_PEOPLE: readonly RoleId[] = ['operator'];

/** The provider by which GitHub's workflows prove who they are. */
export function identityChecks(foundation: Deployment): readonly Check[] {
  return [
    {
      id: 'roles.github.audience',
      group: 'roles',
      promise: `workflows of GitHub prove themselves to ${AUDIENCE}`,
      remedy: rebootstrap(foundation),
      async run(live) {
        const { arn, audiences } = await live.identityProvider(GITHUB);
        return judged(
          [audiences.join() !== AUDIENCE && `its audiences are ${audiences.join(', ') || 'none'}`],
          arn,
        );
      },
    },
  ];
}

export function roleChecks(deployment: Deployment): readonly Check[] {
  const { names, scope, settings } = deployment;
  const { organisation, repository } = settings.github;
  return ROLES.flatMap((id) => {
    const name = names.roles[id];
    const check = (promise: string, says: string, run: Check['run']): Check => ({
      id: `roles.${name}.${promise}`,
      group: 'roles',
      promise: `role ${name} ${says}`,
      remedy: redeploy(deployment),
      run,
    });
    return [
      check('trust', `trusts ${organisation}/${repository} and nobody else`, async (live) => {
        const statements = await live.trust(name);
        return judged(trustProblems(id, statements, deployment), subjectsOf(statements).join(', '));
      }),
      check('policies', 'has the policies of the stack and no other', async (live) => {
        const [attached, inline] = await Promise.all([
          live.attachedPolicies(name),
          live.inlinePolicies(name),
        ]);
        const foreign = attached.filter(
          (arn) => !arn.startsWith(`arn:aws:iam::${scope.account}:policy/${names.prefix}`),
        );
        const everything = inline.filter(
          (s) => s.effect === 'Allow' && s.actions.includes('*') && s.resources.includes('*'),
        );
        return judged(
          [
            attached.length + inline.length === 0 && 'it has no policy, so it may do nothing',
            foreign.length > 0 && `attached besides: ${foreign.join(', ')}`,
            everything.length > 0 && 'an inline policy allows everything',
          ],
          `${attached.length} attached, ${inline.length} inline statements`,
        );
      }),
    ];
  });
}

const subjectsOf = (statements: readonly Statement[]): readonly string[] =>
  statements
    .flatMap((s) => s.conditions.filter((c) => c.key === `${GITHUB}:sub`))
    .flatMap((c) => c.values);

function trustProblems(
  id: RoleId,
  statements: readonly Statement[],
  { scope, settings, environment }: Deployment,
): readonly (string | false)[] {
  const provider = `arn:aws:iam::${scope.account}:oidc-provider/${GITHUB}`;
  const repository = `repo:${settings.github.organisation}/${settings.github.repository}:`;
  const allowed = statements.filter((s) => s.effect === 'Allow');
  return [
    allowed.length === 0 && 'nobody may assume it',
    publicStatements(statements).length > 0 && 'everybody may assume it',
    ...allowed.flatMap((statement) =>
      statement.principals.flatMap(({ kind, value }) => {
        if (kind === 'any') return [];
        if (kind === 'AWS' && FOR_PEOPLE.includes(id) && value.split(':')[4] === scope.account) {
          return [];
        }
        if (kind !== 'Federated' || value !== provider) return [`${value} may assume it`];
        return workflowProblems(statement, repository, id === 'deployer' ? environment : undefined);
      }),
    ),
  ];
}

/** Operators that demand the key: with `IfExists` or `ForAllValues` a token without it would pass. */
const DEMANDING = ['StringEquals', 'StringLike', 'StringEqualsIgnoreCase'];

function workflowProblems(
  { conditions }: Statement,
  repository: string,
  environment: string | undefined,
): readonly string[] {
  const asked = (key: string): readonly string[] =>
    conditions.find((c) => c.key === `${GITHUB}:${key}` && DEMANDING.includes(c.operator))
      ?.values ?? [];
  const subjects = asked('sub');
  const loose = subjects.filter(
    (sub) => !sub.startsWith(repository) || /^[*?]*$/.test(sub.slice(repository.length)),
  );
  const unbound = subjects.filter((sub) => sub !== `${repository}environment:${environment}`);
  return [
    ...(asked('aud').join() === AUDIENCE ? [] : [`the audience is not bound to ${AUDIENCE}`]),
    ...(subjects.length === 0 ? ['it is bound to no repository'] : []),
    ...(loose.length === 0 ? [] : [`it trusts ${loose.join(', ')}`]),
    ...(environment === undefined || unbound.length === 0
      ? []
      : [`it trusts ${unbound.join(', ')} outside the GitHub environment ${environment}`]),
  ];
}
