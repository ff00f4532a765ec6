import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { deploymentFor } from '../../../stacks/environments.js';
import { killedAtEveryBoundary } from '../support/boundaries.js';
import { changesDuring } from '../support/emulator-state.js';
import { killedAt, refused, twoAtOnce, withoutAws } from '../support/hazards.js';
import type { LocalEnvironment } from '../support/local-environment.js';
import { expectExit, runHere } from '../support/runbook-run.js';
import { stackChanges } from '../support/stack-changes.js';

const MINUTE = 60_000;

interface Listed {
  readonly stacks: readonly {
    readonly versions: readonly {
      readonly version: string;
      readonly state?: { readonly serial: number; readonly resources: number };
    }[];
  }[];
}

/** The state of the deployed environment: read back through its versions, spoilt, and restored. */
export function stateSection(place: LocalEnvironment): void {
  const { state } = deploymentFor('local', {});
  const Key = state.objectKey('local', 'data');
  const path = `${state.bucket}/${Key}`;

  /** The newest version that can be read. */
  async function newest(): Promise<{ version: string; serial: number; resources: number }> {
    const run = await runHere(place, ['state', 'list', '--stack', 'data', '--json']);
    const versions = expectExit<Listed>(run, 0).stacks[0]?.versions ?? [];
    const found = versions.find((one) => one.state !== undefined);
    return { version: found?.version ?? '', ...(found?.state ?? { serial: 0, resources: 0 }) };
  }
  /** Half a state, as a connection that broke leaves it; the digest is that of the whole one. */
  const spoil = (): Promise<unknown> =>
    place.aws.s3.send(
      new PutObjectCommand({ Bucket: state.bucket, Key, Body: '{"version": 4, "terraf' }),
    );
  const restore = (version: string): readonly string[] => [
    ...['state', 'restore', '--stack', 'data', '--version', version, '--yes'],
  ];
  const lock = async (): Promise<unknown> =>
    (
      await place.aws.dynamodb.send(
        new GetItemCommand({ TableName: state.lockTable, Key: { LockID: { S: path } } }),
      )
    ).Item;

  /** Locked by somebody on another machine, who died. */
  const lockedByTheDead = (): Promise<unknown> => {
    const Info = JSON.stringify({ ID: 'dead', Path: path, Who: 'eve@gone', Operation: 'x' });
    const Item = { LockID: { S: path }, Info: { S: Info } };
    return place.aws.dynamodb.send(new PutItemCommand({ TableName: state.lockTable, Item }));
  };

  describe('the state of the environment', () => {
    it('is listed, compared and not restored by --dry-run, which changes nothing', async () => {
      const { result, changes } = await changesDuring(place.aws, async () => {
        const { version } = await newest();
        return [
          await runHere(place, ['state', 'diff', '--stack', 'data', '--from', version, '--json']),
          await runHere(place, [...restore(version), '--dry-run', '--json']),
          await runHere(place, [...restore(version), '--json']),
        ];
      });
      for (const run of result) expectExit(run, 0);
      expect(changes).toEqual([]);
    });

    it(
      'is restored when it was spoilt, and the plan after it shows no changes',
      async () => {
        const good = await newest();
        await spoil();
        await expect(stackChanges(place, 'data')).rejects.toMatchObject({ code: 'PM-6007' });
        const started = Date.now();
        const { verified } = expectExit<{ verified: { serial: number; resources: number } }>(
          await runHere(place, [...restore(good.version), '--json']),
          0,
        );
        const ms = Date.now() - started;
        expect(verified).toMatchObject({ resources: good.resources });
        expect(verified.serial).toBeGreaterThan(good.serial);
        const changes = await stackChanges(place, 'data');
        process.stderr.write(
          `state restore: ${good.resources} resources, ${ms} ms, ${changes.length} changes in the plan after it\n`,
        );
        expect(changes).toEqual([]);
        const again = await runHere(place, [...restore(good.version), '--json']);
        expect(expectExit(again, 0)).toMatchObject({ outcome: 'unchanged' });
      },
      10 * MINUTE,
    );

    it(
      'is whole and not locked after a restore that was killed at any step, and run again',
      async () => {
        const { version } = await newest();
        for (const step of [
          /^> lock the state/,
          /^> keep a copy/,
          /^> write the older version/,
          /^> mend the digest/,
          /^> give the lock back/,
        ]) {
          await spoil();
          const run = await killedAt(place, restore(version), step);
          expectExit(run, 0);
          expect(await lock()).toBeUndefined();
        }
        expect(await stackChanges(place, 'data')).toEqual([]);
      },
      10 * MINUTE,
    );

    it(
      'is restored by one at a time, and not without AWS or in an environment that is none',
      async () => {
        const { version } = await newest();
        await spoil();
        await twoAtOnce(place, restore(version), ({ target }) => target.includes('.tflock'));
        await withoutAws(place, restore(version));
      },
      6 * MINUTE,
    );

    it(
      'keeps its lock until its id is typed, and loses it then',
      async () => {
        const { version } = await newest();
        await lockedByTheDead();
        await spoil();
        const kept = await runHere(place, [...restore(version), '--json']);
        expect(expectExit<{ error: object }>(kept, 1).error).toMatchObject({ code: 'PM-6002' });
        const unlock = ['state', 'unlock', '--stack', 'data', '--yes', '--json'];
        expectExit(await runHere(place, [...unlock, '--lock', 'other']), 1);
        expectExit(await runHere(place, [...unlock, '--lock', 'dead']), 0);
        expect(expectExit(await runHere(place, unlock), 0)).toMatchObject({ outcome: 'unchanged' });
        expectExit(await runHere(place, [...restore(version), '--json']), 0);
      },
      3 * MINUTE,
    );

    it(
      'loses its lock once, whenever that was killed, and by one at a time',
      async () => {
        const unlock = ['state', 'unlock', '--stack', 'data', '--lock', 'dead', '--yes'];
        await killedAtEveryBoundary(place, {
          before: async () => {
            await lockedByTheDead();
            return unlock;
          },
          after: async () => expect(await lock()).toBeUndefined(),
        });
        await lockedByTheDead();
        await twoAtOnce(
          place,
          unlock,
          ({ target, body }) => target.endsWith('.DeleteItem') && body.includes(`${path}"`),
        );
        expect(await lock()).toBeUndefined();
      },
      8 * MINUTE,
    );

    it('is left as it is, and not locked, by who may not write it', async () => {
      const { version } = await newest();
      await spoil();
      const { result, changes } = await changesDuring(place.aws, () =>
        refused(
          place,
          restore(version),
          ({ target }) => target.startsWith('PUT') && !target.includes('.tflock'),
        ),
      );
      // The lock was taken and given back, in a versioned bucket: its own versions stay.
      expectExit(result, 20);
      expect(changes.filter((change) => !change.includes('.tflock'))).toEqual([]);
      expectExit(await runHere(place, [...restore(version), '--json']), 0);
    });
  });
}
