import type { StackId } from '../../runtime/src/names/index.js';
import type { Site } from '../aws/site.js';
import { opsError } from '../errors.js';
import type { Procedure } from '../frame/procedure.js';
import { whoami } from '../terraform/journal.js';
import { describeLock, type Lock } from '../terraform/lock-message.js';
import { lockHalves, removeHalves } from '../terraform/state-objects.js';
import { livingHolder } from './holder.js';
import { lockPath } from './lock.js';

/**
 * Releases a lock whose holder died, once the person typed its id. Throws PM-6032 with the holder when
 * the id is missing or another one, and when the holder lives on this machine.
 */
export function unlockState(site: Site, stack: StackId, typed: string | undefined): Procedure {
  const { backend, deployment } = site;
  const { environment } = deployment;
  const path = lockPath(backend, stack);
  return {
    async plan() {
      const { object, item } = await lockHalves(backend, stack);
      const locks = [...new Map(both(object, item).map((lock) => [lock.id, lock])).values()];
      const what = `Release the lock of ${stack} in ${environment}`;
      const [first] = locks;
      if (first === undefined) return { what, steps: [], notes: ['it is not locked'] };
      const lock = locks.find(({ id }) => id === typed);
      if (lock === undefined) throw refused(site, stack, first, mustType(typed, locks));
      const living = lock.who === whoami() ? livingHolder(lock) : undefined;
      if (living !== undefined) throw refused(site, stack, lock, living);
      return {
        what,
        steps: [
          {
            id: 'release',
            title: `release lock ${lock.id}`,
            effect: 'write',
            calls: [
              ...(object?.id === lock.id ? [`s3:DeleteObject s3://${path}.tflock`] : []),
              ...(item?.id === lock.id
                ? [
                    `dynamodb:DeleteItem ${backend.state.lockTable} ${path} (only if it has this id)`,
                  ]
                : []),
            ],
            run: async () => {
              await removeHalves(backend, stack, lock.id);
              return undefined;
            },
          },
        ],
        notes: [
          `held by ${describeLock(lock)}`,
          ...(lock.who === whoami()
            ? []
            : [
                'its holder is on another machine: make sure that it died, else two write the state',
              ]),
        ],
        undo: 'a lock is not given back; should its holder live, stop it before anybody else writes',
      };
    },
    async verify() {
      const { object, item } = await lockHalves(backend, stack);
      const rest = both(object, item);
      return {
        ok: rest.every(({ id }) => id !== typed),
        text: `${stack} is ${rest.length === 0 ? 'not locked' : `locked by ${rest.map(describeLock).join(' and ')}`}\n`,
        json: { stack, locked: rest.length > 0 },
      };
    },
  };
}

const both = (...halves: readonly (Lock | undefined)[]): readonly Lock[] =>
  halves.filter((half): half is Lock => half !== undefined);

const mustType = (typed: string | undefined, locks: readonly Lock[]): string =>
  typed === undefined
    ? 'its id must be typed'
    : `${typed} is not its id (${locks.map(({ id }) => id).join(', ')})`;

function refused({ deployment }: Site, stack: StackId, lock: Lock, why: string): Error {
  return opsError('PM-6032', {
    what: `the state of ${stack} in workspace ${deployment.environment}`,
    why: `${describeLock(lock)}: ${why}`,
    remedy: `Wait for its holder. Only if you know that it died: npm run ops -- state unlock --env ${deployment.environment} --stack ${stack} --lock ${lock.id}`,
  });
}
