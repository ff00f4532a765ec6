import type { AwsClients } from '../../../ops/aws/clients.js';
import { knownSecrets, type KnownSecret } from './secret-search.js';

const memory = new Map<string, KnownSecret>();

/** Every secret of the local environment that was there at any call: rotation takes some away. */
export async function remember(aws: AwsClients): Promise<readonly KnownSecret[]> {
  for (const secret of await knownSecrets(aws, 'local')) memory.set(secret.value, secret);
  return [...memory.values()];
}
