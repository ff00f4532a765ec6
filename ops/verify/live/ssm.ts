import {
  paginateDescribeParameters,
  paginateGetParametersByPath,
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

export function parameterReads({ ssm: client }: Pick<AwsClients, 'ssm'>): ParameterReads {
  return {
    parameters: once(async (Path) => {
      const found: Parameter[] = [];
      const query = { Path, Recursive: true, WithDecryption: true, MaxResults: 10 };
      for await (const page of paginateGetParametersByPath({ client }, query)) {
        found.push(...(page.Parameters ?? []));
      }
      return found;
    }),
    parameterMetadata: once(async (path) => {
      const found: ParameterMetadata[] = [];
      const query = {
        ParameterFilters: [{ Key: 'Path', Option: 'Recursive', Values: [path] }],
        MaxResults: 50,
      };
      for await (const page of paginateDescribeParameters({ client }, query)) {
        found.push(...(page.Parameters ?? []));
      }
      return found;
    }),
  };
}
