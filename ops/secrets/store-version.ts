import { randomBytes } from 'node:crypto';
import {
  AddTagsToResourceCommand,
  GetParameterCommand,
  ParameterAlreadyExists,
  PutParameterCommand,
} from '@aws-sdk/client-ssm';
import type { SecretKind } from '../../runtime/src/names/index.js';
import type { Site } from '../aws/site.js';
import { opsError } from '../errors.js';
import type { Step } from '../frame/procedure.js';
import { WORDS } from './words.js';
import { PROVEN_TAG } from './world.js';

const BYTES = 32;

/**
 * Stores a new version beside the others. The value is made here, goes to SSM and nowhere else: no
 * argument, file or log has it. Throws PM-6014 when somebody else stored that version meanwhile.
 */
export function storing(site: Site, kind: SecretKind, version: number): Step {
  const { ssm } = site.clients;
  const { names, scope } = site.deployment;
  const Name = names.parameters.secret(kind, version);
  return {
    id: `store-v${version}`,
    title: `store ${kind} v${version}`,
    effect: 'write',
    calls: [`ssm:PutParameter ${Name} (SecureString, key ${names.keyAlias}, Overwrite=false)`],
    async run() {
      const Value = randomBytes(BYTES).toString('hex');
      site.context.io.mask.add(Value);
      try {
        await ssm.send(
          new PutParameterCommand({
            Name,
            Value,
            Type: 'SecureString',
            KeyId: names.keyAlias,
            Overwrite: false,
            Description: `${WORDS[kind].description}, version ${version}`,
            Tags: [
              { Key: 'Project', Value: scope.project },
              { Key: 'Environment', Value: scope.environment },
              { Key: 'ManagedBy', Value: 'rotation' },
            ],
          }),
        );
        return undefined;
      } catch (error) {
        if (!(error instanceof ParameterAlreadyExists)) throw error;
        const { Parameter } = await ssm.send(
          new GetParameterCommand({ Name, WithDecryption: true }),
        );
        if (Parameter?.Value === Value) return 'its first answer was lost';
        throw opsError('PM-6014', {
          what: Name,
          why: `somebody else stored it at ${Parameter?.LastModifiedDate?.toISOString() ?? 'an unknown time'}; what is sealed with it must stay verifiable`,
        });
      }
    },
  };
}

/** Says on the version itself that its rotation came to its end: any machine can see that. */
export function marking(site: Site, kind: SecretKind, version: number): Step {
  const name = site.deployment.names.parameters.secret(kind, version);
  return {
    id: `mark-proven-v${version}`,
    title: `mark ${kind} v${version} as proven`,
    effect: 'write',
    calls: [`ssm:AddTagsToResource ${name} (${PROVEN_TAG})`],
    async run() {
      const Value = new Date(site.context.io.now()).toISOString();
      await site.clients.ssm.send(
        new AddTagsToResourceCommand({
          ResourceType: 'Parameter',
          ResourceId: name,
          Tags: [{ Key: PROVEN_TAG, Value }],
        }),
      );
      return undefined;
    },
  };
}
