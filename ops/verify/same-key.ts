import type { KeyMetadata } from '@aws-sdk/client-kms';

/** Whether a service that names its key by ARN, id or alias (services differ) names this one. */
export function isKey(named: string | undefined, key: KeyMetadata, alias: string): boolean {
  if (named === undefined || named === '') return false;
  return [key.Arn, key.KeyId, alias].includes(named) || named.endsWith(`:${alias}`);
}
