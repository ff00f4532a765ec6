import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { stateNames } from '../../../runtime/src/names/index.js';
import { deploymentFor } from '../../../stacks/environments.js';
import { changesDuring } from '../support/emulator-state.js';
import type { LocalEnvironment } from '../support/local-environment.js';
import { runHere } from '../support/runbook-run.js';

const MINUTE = 60_000;

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
      2 * MINUTE,
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
        '+ metric ["e2e","seen",[]]',
        expect.stringMatching(/^~ table .*lock/),
      ]);
    });
  });
}
