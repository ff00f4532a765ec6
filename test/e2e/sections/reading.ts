import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { stateNames } from '../../../runtime/src/names/index.js';
import { deploymentFor } from '../../../stacks/environments.js';
import { changesDuring } from '../support/emulator-state.js';
import { refused, twoAtOnce, withoutAws } from '../support/hazards.js';
import type { LocalEnvironment } from '../support/local-environment.js';
import { expectExit, runHere } from '../support/runbook-run.js';

const MINUTE = 60_000;

interface Failed {
  readonly error: { readonly code: string; readonly why: string };
}
interface Verified {
  readonly failed: number;
  readonly couldNotRun: number;
}

/** What only looks, and what is only shown, leaves the emulator as it was. */
export function readingSection(place: LocalEnvironment): void {
  describe('a runbook that writes nothing', () => {
    it.each([
      { args: ['bootstrap', '--dry-run'] },
      { args: ['verify'] },
      { args: ['status'] },
      { args: ['doctor'] },
      { args: ['down', '--dry-run'] },
    ])(
      '$args leaves everything in AWS as it was',
      async ({ args }) => {
        const { result, changes } = await changesDuring(place.aws, () =>
          runHere(place, [...args, '--json']),
        );
        expect({ exit: result.exit, stderr: result.stderr }).toMatchObject({ exit: 0 });
        expect(changes).toEqual([]);
      },
      6 * MINUTE,
    );

    it.each([
      { args: ['bootstrap', '--yes'] },
      { args: ['deploy', '--yes'] },
      { args: ['verify'] },
      { args: ['drift'] },
    ])(
      '$args says that AWS does not answer, and that there is no such environment',
      ({ args }) => withoutAws(place, args),
      3 * MINUTE,
    );

    it.each([
      { args: ['bootstrap', '--yes'], code: 'PM-6012' },
      { args: ['deploy', '--yes'], code: 'PM-6012' },
      { args: ['drift'], code: 'PM-6012' },
    ])(
      '$args without a right says which call was refused, and has written nothing',
      async ({ args, code }) => {
        const { result, changes } = await changesDuring(place.aws, () =>
          refused(place, args, ({ target }) => target.startsWith('DynamoDB_')),
        );
        expect(expectExit<Failed>(result, 3).error).toMatchObject({
          code,
          why: expect.stringMatching(/AccessDenied/),
        });
        expect(result.stderr).not.toMatch(/bug in|\n\s+at /);
        expect(changes).toEqual([]);
      },
      3 * MINUTE,
    );

    it(
      'verify without a right knows less, and calls no promise kept that it could not look at',
      async () => {
        const run = await refused(place, ['verify'], ({ target }) =>
          target.startsWith('DynamoDB_20120810.DescribeContinuousBackups'),
        );
        const { failed, couldNotRun } = expectExit<Verified>(run, 3);
        expect(failed).toBe(0);
        expect(couldNotRun).toBeGreaterThanOrEqual(4);
      },
      3 * MINUTE,
    );

    it(
      'but claims the environment: a bootstrap of what is there is run by one at a time',
      () =>
        twoAtOnce(place, ['bootstrap', '--yes'], ({ target }) => target.startsWith('DynamoDB_')),
      6 * MINUTE,
    );

    it('would have been seen: one item, one metric sample', async () => {
      const { dynamodb, cloudwatch } = place.aws;
      const { lockTable } = stateNames(deploymentFor('local', {}).scope);
      const key = { LockID: { S: 'e2e/seen' } };
      const { changes } = await changesDuring(place.aws, async () => {
        await dynamodb.send(new PutItemCommand({ TableName: lockTable, Item: key }));
        const MetricData = [{ MetricName: 'seen', Value: 1 }];
        await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'e2e', MetricData }));
      });
      await dynamodb.send(new DeleteItemCommand({ TableName: lockTable, Key: key }));
      expect(changes).toEqual([
        expect.stringMatching(/^\+ item .*e2e\/seen/),
        expect.stringMatching(/^[+~] metric \["e2e","seen",\[\]\]$/),
        expect.stringMatching(/^~ table .*lock/),
      ]);
    });
  });
}
