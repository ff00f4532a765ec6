import type { RoleId } from '../../runtime/src/names/index.js';
import type { Deployment } from '../environments.js';
import { arnsOf } from './arns.js';

const ISSUER = 'token.actions.githubusercontent.com';

/** The subjects of GitHub's identity tokens that may take a role: no other job of any repository. */
export function subjectsOf(role: RoleId, { names, settings }: Deployment): readonly string[] {
  const { organisation, repository, branch } = settings.github;
  const jobs = `repo:${organisation}/${repository}`;
  switch (role) {
    case 'oracle':
      return [
        `${jobs}:pull_request`,
        `${jobs}:ref:refs/heads/${branch}`,
        `${jobs}:ref:refs/heads/gh-readonly-queue/${branch}/*`,
      ];
    case 'planner':
      return [`${jobs}:pull_request`, `${jobs}:ref:refs/heads/${branch}`];
    case 'deployer':
    case 'operator':
      return [`${jobs}:environment:${names.githubEnvironments[role]}`];
  }
}

/** The trust policy of a role, as JSON text. */
export function trustPolicy(role: RoleId, deployment: Deployment): string {
  const subjects = subjectsOf(role, deployment);
  const withWildcard = subjects.some((subject) => subject.includes('*'));
  const audience = { [`${ISSUER}:aud`]: 'sts.amazonaws.com' };
  const subject = { [`${ISSUER}:sub`]: subjects };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'JobsOfTheRepository',
        Effect: 'Allow',
        Principal: { Federated: arnsOf(deployment).githubProvider },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: withWildcard
          ? { StringEquals: audience, StringLike: subject }
          : { StringEquals: { ...audience, ...subject } },
      },
    ],
  });
}
