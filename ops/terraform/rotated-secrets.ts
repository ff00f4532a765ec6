import { DeleteParameterCommand, paginateDescribeParameters } from '@aws-sdk/client-ssm';
import type { SecretKind } from '../../runtime/src/names/index.js';
import type { Session } from './session.js';

const KINDS: readonly SecretKind[] = ['nonce', 'salt'];

/**
 * Removes the versions that rotation has made and the markers of those that were taken away, which no
 * state knows: with a marker left over, the next environment of this name would get no version 1.
 */
export async function removeRotatedSecrets({ backend, deployment }: Session): Promise<void> {
  const { ssm: client } = backend.clients;
  const { parameters } = deployment.names;
  const query = {
    ParameterFilters: [{ Key: 'Path', Option: 'Recursive', Values: [parameters.path] }],
  };
  const ours = (name: string): boolean =>
    KINDS.some(
      (kind) =>
        parameters.versionOf(kind, name) !== undefined ||
        parameters.retiredVersionOf(kind, name) !== undefined,
    );
  const found: string[] = [];
  for await (const { Parameters = [] } of paginateDescribeParameters({ client }, query)) {
    found.push(...Parameters.map(({ Name = '' }) => Name).filter(ours));
  }
  for (const Name of found) await client.send(new DeleteParameterCommand({ Name }));
}
