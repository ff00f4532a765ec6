import {
  GetParametersCommand,
  paginateDescribeParameters,
  type Parameter,
  type ParameterMetadata,
} from '@aws-sdk/client-ssm';
import type { AwsClients } from '../../aws/clients.js';
import { once } from './read.js';

export interface ParameterReads {
  /** Every parameter below a path, decrypted. Values are judged in memory and go nowhere. */
  parameters(path: string): Promise<readonly Parameter[]>;
  /** The same without values, with the key that each is encrypted by. */
  parameterMetadata(path: string): Promise<readonly ParameterMetadata[]>;
}

/** The most names that one GetParameters takes. */
const BATCH = 10;

export function parameterReads({ ssm: client }: Pick<AwsClients, 'ssm'>): ParameterReads {
  const parameterMetadata = once(async (path) => {
    const found: ParameterMetadata[] = [];
    const query = {
      ParameterFilters: [{ Key: 'Path', Option: 'Recursive', Values: [path] }],
      MaxResults: 50,
    };
    for await (const page of paginateDescribeParameters({ client }, query)) {
      found.push(...(page.Parameters ?? []));
    }
    return found;
  });
  return {
    parameterMetadata,
    // By name: the deployer, who verifies after an apply, may not read by path.
    parameters: once(async (path) => {
      const names = (await parameterMetadata(path)).map((p) => p.Name ?? '');
      const batches: string[][] = [];
      for (let i = 0; i < names.length; i += BATCH) batches.push(names.slice(i, i + BATCH));
      const answers = await Promise.all(
        batches.map((Names) =>
          client.send(new GetParametersCommand({ Names, WithDecryption: true })),
        ),
      );
      return answers.flatMap((a) => a.Parameters ?? []);
    }),
  };
}
