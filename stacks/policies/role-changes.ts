import type { Statement } from '../constructs/policy.js';
import type { Deployment } from '../environments.js';
import type { Arns } from './arns.js';

/** Changing the roles that CI and operators take: only inside of the boundary. */
export function roleChanges({ names }: Deployment, arns: Arns): Statement[] {
  const roles = (['oracle', 'planner', 'operator'] as const).map((id) =>
    arns.role(names.roles[id]),
  );
  return [
    {
      Sid: 'ChangeBoundedRoles',
      Effect: 'Allow',
      Action: ['iam:CreateRole', 'iam:DeleteRolePolicy', 'iam:PutRolePolicy'],
      Resource: roles,
      Condition: { StringEquals: { 'iam:PermissionsBoundary': arns.boundary } },
    },
    {
      Sid: 'ChangeTrust',
      Effect: 'Allow',
      Action: [
        'iam:TagRole',
        'iam:UntagRole',
        'iam:UpdateAssumeRolePolicy',
        'iam:UpdateRole',
        'iam:UpdateRoleDescription',
      ],
      Resource: roles,
    },
  ];
}
