import type { Statement } from '../constructs/policy.js';
import type { Deployment } from '../environments.js';
import { arnsOf } from './arns.js';
import { readStates } from './state.js';

/**
 * Plans of pull requests, whose code nobody has reviewed yet: reads configuration and states, takes
 * no lock (`-lock=false`) and sees no secret. The two secret parameters can therefore not be
 * refreshed: plan the stack `data` with `-refresh=false`.
 */
export function plannerPolicy(deployment: Deployment): Statement[] {
  return [
    ...readStates(deployment),
    {
      Sid: 'NoSecrets',
      Effect: 'Deny',
      Action: [
        'ssm:GetParameter',
        'ssm:GetParameterHistory',
        'ssm:GetParameters',
        'ssm:GetParametersByPath',
      ],
      Resource: arnsOf(deployment).secrets,
    },
  ];
}
