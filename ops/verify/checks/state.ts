import type { Deployment } from '../../../stacks/environments.js';
import { judged, type Check } from '../check.js';
import { redeploy } from '../remedies.js';
import { isKey } from '../same-key.js';
import { isSecret } from '../secret-names.js';

/** Terraform's state objects of the environment. */
export function stateChecks(deployment: Deployment): readonly Check[] {
  const { environment, state, stacks, names } = deployment;
  return stacks.flatMap((stack) => {
    const key = state.objectKey(environment, stack);
    const check = (promise: string, says: string, remedy: string, run: Check['run']): Check => ({
      id: `state.${stack}.${promise}`,
      group: 'state',
      promise: `the state of ${stack} ${says}`,
      remedy,
      run,
    });
    return [
      check(
        'encryption',
        `is encrypted with ${state.keyAlias}`,
        redeploy(deployment),
        async (live) => {
          const [object, kms] = await Promise.all([
            live.state(key),
            live.foundation.key(state.keyAlias),
          ]);
          const named = object.keyId;
          return judged(
            [
              !(object.encryption === 'aws:kms' && isKey(named, kms, state.keyAlias)) &&
                `it is encrypted with ${object.encryption ?? 'nothing'} ${named ?? ''}`.trim(),
            ],
            `s3://${state.bucket}/${key}`,
          );
        },
      ),
      check(
        'no-secrets',
        'holds no secret value',
        `replace the secret by a new version, then remove the old state versions of s3://${state.bucket}/${key}`,
        async (live) => {
          const [{ text }, parameters] = await Promise.all([
            live.state(key),
            live.parameters(names.parameters.path),
          ]);
          const secrets = parameters.filter((p) => isSecret(names.parameters, p.Name));
          const found = secrets.filter(({ Value = '' }) => Value !== '' && text.includes(Value));
          return judged(
            [
              secrets.length === 0 && 'there is no secret to look for',
              found.length > 0 && `it holds the value of ${found.map((p) => p.Name).join(', ')}`,
            ],
            `${secrets.length} secrets looked for in ${text.length} characters`,
          );
        },
      ),
    ];
  });
}
