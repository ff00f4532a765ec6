import type { Statement } from '../constructs/policy.js';

export interface KeyUse {
  readonly sid: string;
  readonly actions: readonly string[];
  /** Pattern over keys; the alias decides which of them is meant. */
  readonly keys: string;
  readonly alias: string;
  readonly through: readonly ('dynamodb' | 'ssm' | 's3' | 'backup')[];
  readonly region: string;
}

/**
 * Use of one key through services. A key's ARN holds an id that AWS chooses, which another stack
 * cannot know; its alias is a name.
 */
export function useKey({ sid, actions, keys, alias, through, region }: KeyUse): Statement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: actions,
    Resource: keys,
    Condition: {
      'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias },
      StringEquals: { 'kms:ViaService': through.map((s) => `${s}.${region}.amazonaws.com`) },
    },
  };
}
