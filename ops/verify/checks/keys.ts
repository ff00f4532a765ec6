import type { Deployment } from '../../../stacks/environments.js';
import { judged, type Check } from '../check.js';
import { isTied, publicStatements } from '../policy.js';
import { rebootstrap, redeploy } from '../remedies.js';

/** The keys of the environment: data, audit trail, topics and logs. */
export function keyChecks(deployment: Deployment): readonly Check[] {
  const { keyAlias, auditKeyAlias, observabilityKeyAlias } = deployment.names;
  return [keyAlias, auditKeyAlias, observabilityKeyAlias].flatMap((alias) =>
    checksOf(alias, deployment, redeploy(deployment)),
  );
}

/** The key of the state. */
export const stateKeyChecks = (foundation: Deployment): readonly Check[] =>
  checksOf(foundation.state.keyAlias, foundation, rebootstrap(foundation));

function checksOf(alias: string, { scope }: Deployment, remedy: string): readonly Check[] {
  const check = (promise: string, says: string, run: Check['run']): Check => ({
    id: `keys.${alias}.${promise}`,
    group: 'keys',
    promise: `key ${alias} ${says}`,
    remedy,
    run,
  });
  return [
    check('usable', 'is ours and enabled', async (live) => {
      const key = await live.key(alias);
      return judged(
        [
          key.KeyState !== 'Enabled' && `its state is ${key.KeyState ?? 'unknown'}`,
          key.KeyManager !== 'CUSTOMER' && 'AWS manages it',
          key.AWSAccountId !== scope.account && `it is in account ${key.AWSAccountId ?? '?'}`,
        ],
        'Enabled, customer managed',
      );
    }),
    check('rotation', 'gets new material every year', async (live) => {
      const on = await live.rotates(alias);
      return judged([!on && 'rotation is off'], 'rotation on');
    }),
    check('policy', 'admits nobody from outside the account', async (live) => {
      const statements = await live.keyPolicy(alias);
      const allows = statements.filter((s) => s.effect === 'Allow');
      const services = allows.filter((s) => s.principals.some((p) => p.kind === 'Service'));
      const foreign = allows
        .flatMap((s) => s.principals)
        .filter((p) => p.kind === 'AWS' && !isOfAccount(p.value, scope.account));
      // Without the source account, the service would use the key for any customer of AWS.
      const untied = services.filter((s) => !isTied(s)).flatMap((s) => s.principals);
      return judged(
        [
          publicStatements(statements).length > 0 && 'a statement admits everybody',
          foreign.length > 0 && `it admits ${foreign.map((p) => p.value).join(', ')}`,
          untied.length > 0 &&
            `no source account is asked of ${untied.map((p) => p.value).join(', ')}`,
        ],
        `${allows.length} statements, all tied to the account`,
      );
    }),
  ];
}

const isOfAccount = (principal: string, account: string): boolean =>
  principal === account || principal.split(':')[4] === account;
