import {
  GetParametersByPathCommand,
  GetParametersCommand,
  SSMClient,
  type Parameter,
} from '@aws-sdk/client-ssm';
import { THRESHOLDS, type ParameterNames, type ThresholdId } from '../../names/index.js';
import { caller, malformed, type Target } from '../../aws/call.js';
import type { AwsOptions } from '../../aws/connection.js';
import { leanClient, leanSettings } from '../../aws/lean.js';
import type { Parameters, SecretVersion } from '../ports.js';
import { thresholdsOf } from '../thresholds.js';

export interface SsmOptions extends AwsOptions {
  readonly names: ParameterNames;
}

/** Pages that a path may have: far above what a service could hold, so a loop ends. */
const MOST_PAGES = 100;

/** `Parameters` in SSM: SecureStrings of the environment's path, and threshold Strings below it. */
export function ssmParameters(options: SsmOptions): Parameters & { close(): void } {
  const { names } = options;
  const client = leanClient(new SSMClient(leanSettings(options)));
  const call = caller(options);
  const byPath: Target = {
    service: 'SSM',
    operation: 'GetParametersByPath',
    resource: `path ${names.path}`,
  };
  const byName: Target = {
    service: 'SSM',
    operation: 'GetParameters',
    resource: `${names.path}/thresholds`,
  };

  const everyParameter = async (): Promise<Parameter[]> => {
    const found: Parameter[] = [];
    let NextToken: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const input = { Path: names.path, WithDecryption: true, NextToken };
      const answer = await call.bounded(byPath, input, () =>
        client.send(new GetParametersByPathCommand(input)),
      );
      // An answer without a list is not an empty list: nothing may be concluded from it.
      if (!Array.isArray(answer.Parameters)) throw malformed(byPath, call.region, 'no Parameters');
      found.push(...answer.Parameters);
      NextToken = answer.NextToken;
      if (NextToken === undefined || NextToken === '') return found;
    }
    throw malformed(byPath, call.region, `more than ${MOST_PAGES} pages`);
  };

  return {
    source: `SSM ${names.path} (${options.region})`,
    async secrets(kind) {
      const versions: SecretVersion[] = [];
      for (const { Name, Value, LastModifiedDate } of await everyParameter()) {
        const version = Name === undefined ? undefined : names.versionOf(kind, Name);
        if (version === undefined) continue;
        if (Value === undefined || !(LastModifiedDate instanceof Date)) {
          throw malformed(byPath, call.region, `${String(Name)} without a value or a date`);
        }
        versions.push({ version, value: Value, modifiedAt: LastModifiedDate.toISOString() });
      }
      return versions.sort((a, b) => a.version - b.version);
    },
    async thresholds() {
      const ids = Object.keys(THRESHOLDS) as ThresholdId[];
      const idOf = new Map(ids.map((id) => [names.threshold(id), id]));
      const input = { Names: [...idOf.keys()] };
      const answer = await call.bounded(byName, input, () =>
        client.send(new GetParametersCommand(input)),
      );
      if (!Array.isArray(answer.Parameters)) throw malformed(byName, call.region, 'no Parameters');
      const stored = new Map<ThresholdId, string>();
      for (const { Name, Value } of answer.Parameters) {
        const id = idOf.get(Name ?? '');
        if (id !== undefined) stored.set(id, Value ?? '');
      }
      return thresholdsOf(stored, `SSM ${names.path} (${options.region})`);
    },
    close: () => client.destroy(),
  };
}
