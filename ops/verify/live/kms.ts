import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  type KeyMetadata,
} from '@aws-sdk/client-kms';
import type { AwsClients } from '../../aws/clients.js';
import { parsePolicy, type Statement } from '../policy.js';
import { once, orMissing } from './read.js';

export interface KeyReads {
  /** The key behind an alias (`alias/…`). */
  key(alias: string): Promise<KeyMetadata>;
  /** Whether AWS replaces the key's material every year. */
  rotates(alias: string): Promise<boolean>;
  keyPolicy(alias: string): Promise<readonly Statement[]>;
}

export function keyReads({ kms }: Pick<AwsClients, 'kms'>): KeyReads {
  const key = once(async (alias) => {
    const answer = await orMissing(
      `key ${alias}`,
      ['NotFoundException'],
      kms.send(new DescribeKeyCommand({ KeyId: alias })),
    );
    return answer.KeyMetadata ?? { KeyId: '' };
  });
  return {
    key,
    rotates: once(async (alias) => {
      const { KeyId } = await key(alias);
      return (
        (await kms.send(new GetKeyRotationStatusCommand({ KeyId }))).KeyRotationEnabled === true
      );
    }),
    keyPolicy: once(async (alias) => {
      const { KeyId } = await key(alias);
      const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }));
      return Policy === undefined ? [] : parsePolicy(Policy);
    }),
  };
}
