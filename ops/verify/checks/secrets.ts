import type { SecretKind } from '../../../runtime/src/names/index.js';
import type { Deployment } from '../../../stacks/environments.js';
import { judged, pass, type Check } from '../check.js';
import { Missing } from '../live/read.js';
import { redeploy } from '../remedies.js';
import { isKey } from '../same-key.js';
import { isSecret, SECRET_KINDS } from '../secret-names.js';

const FORM = /^[0-9a-f]{64}$/;
const GROUP = 'parameters';

type Named = { readonly Name?: string | undefined };

/** The versioned secrets. Values are judged in memory; only names reach the evidence. */
export function secretChecks(deployment: Deployment): readonly Check[] {
  const { names } = deployment;
  return [
    ...SECRET_KINDS.flatMap((kind) => checksOf(kind, deployment)),
    {
      id: 'parameters.encryption',
      group: GROUP,
      promise: `every secret is encrypted with ${names.keyAlias}`,
      remedy: `put a new version beside it with --key-id ${names.keyAlias}`,
      async run(live) {
        const [all, key] = await Promise.all([
          live.parameterMetadata(names.parameters.path),
          live.key(names.keyAlias),
        ]);
        const found = all.filter((p) => isSecret(names.parameters, p.Name));
        const others = found.filter((p) => !isKey(p.KeyId, key, names.keyAlias));
        return judged(
          [
            found.length === 0 && 'there is no secret',
            ...others.map((p) => `${leafOf(p)} is encrypted with ${p.KeyId ?? 'nothing'}`),
          ],
          `${found.length} secrets`,
        );
      },
    },
    {
      id: 'parameters.distinct',
      group: GROUP,
      promise: 'no two secrets have the same value',
      remedy: 'replace the newer of the two by a new version',
      async run(live) {
        const all = await live.parameters(names.parameters.path);
        const found = all.filter((p) => isSecret(names.parameters, p.Name));
        const copies = found.filter((p, i) => found.findIndex((q) => q.Value === p.Value) !== i);
        return judged(
          [copies.length > 0 && `copies of another secret: ${copies.map(leafOf).join(', ')}`],
          `${found.length} different values`,
        );
      },
    },
  ];
}

function checksOf(kind: SecretKind, deployment: Deployment): readonly Check[] {
  const { parameters } = deployment.names;
  const versions = <T extends Named>(all: readonly T[]): readonly T[] => {
    const found = all.filter((p) => parameters.versionOf(kind, p.Name ?? '') !== undefined);
    if (found.length === 0) throw new Missing(parameters.secret(kind, 1));
    return found;
  };
  return [
    {
      id: `parameters.${kind}.present`,
      group: GROUP,
      promise: `the ${kind} has at least one version`,
      remedy: redeploy(deployment),
      async run(live) {
        return pass(
          versions(await live.parameters(parameters.path))
            .map(leafOf)
            .join(', '),
        );
      },
    },
    {
      id: `parameters.${kind}.form`,
      group: GROUP,
      promise: `every ${kind} is a SecureString of 64 hex characters`,
      remedy: `put a new version of the ${kind} beside it; never edit a version in place`,
      async run(live) {
        const found = versions(await live.parameters(parameters.path));
        const plain = found.filter((p) => p.Type !== 'SecureString').map(leafOf);
        const malformed = found.filter((p) => !FORM.test(p.Value ?? '')).map(leafOf);
        return judged(
          [
            plain.length > 0 && `not a SecureString: ${plain.join(', ')}`,
            malformed.length > 0 && `not 64 lower-case hex characters: ${malformed.join(', ')}`,
          ],
          `${found.length} of the right form`,
        );
      },
    },
  ];
}

const leafOf = ({ Name = '' }: Named): string => Name.split('/').at(-1) ?? '';
