import {
  DeleteParameterCommand,
  GetParameterCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
} from '@aws-sdk/client-ssm';
import type { SecretKind } from '../../runtime/src/names/index.js';
import type { Site } from '../aws/site.js';
import type { Step } from '../frame/procedure.js';
import { whoami } from '../terraform/journal.js';
import { markerText, type Ending } from './world.js';

/**
 * Takes a version away. The marker first: from then on Terraform does not make version 1 again, and
 * no number is used twice, whenever the run ends.
 */
export function removal(
  site: Site,
  kind: SecretKind,
  version: number,
  why: Ending,
): readonly [Step, Step] {
  const { ssm } = site.clients;
  const { parameters } = site.deployment.names;
  const marker = parameters.retired(kind, version);
  const name = parameters.secret(kind, version);
  const exists = (Name: string): Promise<boolean> =>
    ssm.send(new GetParameterCommand({ Name, WithDecryption: false })).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ParameterNotFound) return false;
        throw error;
      },
    );
  return [
    {
      id: `mark-v${version}`,
      title: `mark ${kind} v${version} as ${why}`,
      effect: 'write',
      calls: [`ssm:PutParameter ${marker} (String, Overwrite=false)`],
      probe: async () => ((await exists(marker)) ? 'done' : 'todo'),
      async run() {
        const at = new Date(site.context.io.now()).toISOString();
        try {
          await ssm.send(
            new PutParameterCommand({
              Name: marker,
              Value: markerText(why, at, whoami()),
              Type: 'String',
              Overwrite: false,
              Description: `${kind} v${version} was ${why}: it is not made again`,
            }),
          );
          return undefined;
        } catch (error) {
          // The first attempt's answer was lost, or somebody marked it meanwhile: it is marked.
          if (error instanceof ParameterAlreadyExists) return 'marked already';
          throw error;
        }
      },
    },
    {
      id: `remove-v${version}`,
      title: `remove ${kind} v${version}`,
      effect: 'write',
      calls: [`ssm:DeleteParameter ${name}`],
      probe: async () => ((await exists(name)) ? 'todo' : 'done'),
      async run() {
        try {
          await ssm.send(new DeleteParameterCommand({ Name: name }));
          return undefined;
        } catch (error) {
          if (error instanceof ParameterNotFound) return 'it was gone already';
          throw error;
        }
      },
    },
  ];
}
