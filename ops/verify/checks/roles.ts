import { ROLES, type RoleId } from '../../../runtime/src/names/index.js';
import type { Deployment } from '../../../stacks/environments.js';
import { subjectsOf } from '../../../stacks/policies/trust.js';
import { judged, type Check } from '../check.js';
import type { Statement } from '../policy.js';
import { rebootstrap, redeploy } from '../remedies.js';

const GITHUB = 'token.actions.githubusercontent.com';
const AUDIENCE = 'sts.amazonaws.com';

/** What no role may do, whatever its own policy comes to say. */
const NEVER = ['dynamodb:DeleteTable', 'kms:ScheduleKeyDeletion'];

/** Actions that change nothing. */
const READS = /^[\w-]+:(Get|List|Describe|BatchGet|Query|Scan|Head|Decrypt$)/;

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
  const { names, scope } = deployment;
  const boundary = `arn:aws:iam::${scope.account}:policy/${names.boundary}`;
  const remedy = redeploy(deployment);
  const limit: Check = {
    id: 'roles.boundary',
    group: 'roles',
    promise: `boundary ${names.boundary} denies ${NEVER.join(' and ')}`,
    remedy,
    async run(live) {
      const denied = (await live.managedPolicy(boundary))
        .filter((s) => s.effect === 'Deny' && s.conditions.length === 0)
        .flatMap((s) => s.actions);
      const open = NEVER.filter((action) => !denied.includes(action));
      return judged([open.length > 0 && `it does not deny ${open.join(', ')}`], boundary);
    },
  };
  return [limit, ...ROLES.flatMap((id) => checksOf(id, deployment, boundary))];
}

function checksOf(id: RoleId, deployment: Deployment, boundary: string): readonly Check[] {
  const name = deployment.names.roles[id];
  const { organisation, repository } = deployment.settings.github;
  const inspection = `arn:aws:iam::${deployment.scope.account}:policy/${deployment.names.inspection}`;
  const check = (promise: string, says: string, run: Check['run']): Check => ({
    id: `roles.${name}.${promise}`,
    group: 'roles',
    promise: `role ${name} ${says}`,
    remedy: redeploy(deployment),
    run,
  });
  const checks = [
    check('trust', `trusts certain jobs of ${organisation}/${repository} alone`, async (live) => {
      const statements = await live.trust(name);
      const fine = subjectsOf(id, deployment).join(', ');
      return judged(trustProblems(id, statements, deployment), fine);
    }),
    check('boundary', 'is bounded', async (live) => {
      const present = (await live.role(name)).PermissionsBoundary?.PermissionsBoundaryArn;
      return judged(
        [present !== boundary && `its boundary is ${present ?? 'not set'}`],
        deployment.names.boundary,
      );
    }),
    check('policies', 'has its own policies and no other', async (live) => {
      const [attached, inline] = await Promise.all([
        live.attachedPolicies(name),
        live.inlinePolicies(name),
      ]);
      const wanted = id === 'oracle' ? [] : [inspection];
      const foreign = attached.filter((arn) => !wanted.includes(arn));
      const gone = wanted.filter((arn) => !attached.includes(arn));
      const everything = inline.some((s) => s.effect === 'Allow' && s.actions.includes('*'));
      return judged(
        [
          inline.length === 0 && 'it has no policy of its own',
          foreign.length > 0 && `attached to it: ${foreign.join(', ')}`,
          gone.length > 0 && `not attached to it: ${gone.join(', ')}`,
          everything && 'its policy allows every action',
        ],
        `${inline.length} statements`,
        // No stack attaches it, so no deploy takes it away.
        foreign.length > 0 ? foreign.map((arn) => detach(name, arn)).join(' && ') : undefined,
      );
    }),
  ];
  if (id !== 'planner') return checks;
  return [
    ...checks,
    check('reads', 'may change nothing', async (live) => {
      const own = await Promise.all([live.inlinePolicies(name), live.managedPolicy(inspection)]);
      const allowed = own.flat().filter((s) => s.effect === 'Allow');
      const writes = allowed.flatMap((s) => s.actions).filter((action) => !READS.test(action));
      const inverted = allowed.some((s) => s.notActions.length > 0);
      return judged(
        [
          writes.length > 0 && `it may ${writes.join(', ')}`,
          inverted && 'a statement allows everything but what it lists',
        ],
        'reads only',
      );
    }),
  ];
}

const detach = (role: string, policy: string): string =>
  `aws iam detach-role-policy --role-name ${role} --policy-arn ${policy}`;

function trustProblems(
  id: RoleId,
  statements: readonly Statement[],
  deployment: Deployment,
): readonly (string | false)[] {
  const provider = `arn:aws:iam::${deployment.scope.account}:oidc-provider/${GITHUB}`;
  const allowed = statements.filter((s) => s.effect === 'Allow');
  const principals = allowed.flatMap((s) => s.principals);
  const foreign = principals.filter((p) => p.kind !== 'Federated' || p.value !== provider);
  const trusted = allowed.map((s) => asked(s, 'sub'));
  const present = trusted.flat();
  const wanted = subjectsOf(id, deployment);
  const besides = present.filter((subject) => !wanted.includes(subject));
  const left = wanted.filter((subject) => !present.includes(subject));
  return [
    principals.length === 0 && 'nobody may assume it',
    foreign.length > 0 && `${foreign.map((p) => p.value).join(', ')} may assume it`,
    allowed.some((s) => s.hasNotPrincipal) && 'everybody but those named may assume it',
    trusted.some((subjects) => subjects.length === 0) && 'it asks for no repository',
    allowed.some((s) => asked(s, 'aud').join() !== AUDIENCE) &&
      `its audience is not bound to ${AUDIENCE}`,
    besides.length > 0 && `it trusts ${besides.join(', ')} as well`,
    left.length > 0 && `it does not trust ${left.join(', ')}`,
  ];
}

/** Operators that demand the key: with `IfExists` or `ForAllValues` a token without it would pass. */
const DEMANDING = ['StringEquals', 'StringLike'];

const asked = ({ conditions }: Statement, claim: 'sub' | 'aud'): readonly string[] =>
  conditions.find((c) => c.key === `${GITHUB}:${claim}` && DEMANDING.includes(c.operator))
    ?.values ?? [];
