import {
  BatchGetItemCommand,
  PutItemCommand,
  QueryCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { GetParametersByPathCommand, GetParametersCommand } from '@aws-sdk/client-ssm';
import { hourBucket } from '../../runtime/src/clock.js';
import { THRESHOLDS, type Names, type ThresholdId } from '../../runtime/src/names/index.js';
import { RULES } from '../../runtime/src/rules/rules.js';
import { ruleOf } from '../../runtime/src/rules/finding.js';
import {
  blockKey,
  consentPartition,
  enforcementKey,
  eventKey,
  shardKey,
  SHARDS,
  verdictKey,
} from '../../runtime/src/stores/dynamodb/keys.js';
import { eventId } from '../../runtime/src/stores/index.js';
import type { AwsClients } from '../aws/clients.js';
import { CHECK, FINDINGS, ORGANISATIONS, REPOSITORY, RULE } from './own-ids.js';

type Clients = Pick<AwsClients, 'dynamodb' | 'ssm'>;
interface Key {
  readonly pk: string;
  readonly sk: string;
}

const typed = ({ pk, sk }: Key): Record<string, AttributeValue> => ({
  pk: { S: pk },
  sk: { S: sk },
});
const batch = (keys: readonly Key[]) => ({ ConsistentRead: true, Keys: keys.map(typed) });

/** One operation of the runtime as the bare SDK would do it. */
export interface RawCalls {
  readonly window: () => Promise<void>;
  readonly consentCheck: () => Promise<void>;
  readonly evaluation: () => Promise<void>;
}

/**
 * The calls that the runtime makes, with the bare SDK in the same order and side by side where the
 * runtime does so: what is left between the two times is the runtime's own share.
 */
export function rawCalls({ dynamodb, ssm }: Clients, names: Names, run: string): RawCalls {
  const { fpEvents, consent, blockCounter, calibration } = names.tables;
  let events = 0;

  const window = async (): Promise<void> => {
    await Promise.all(
      SHARDS.map((shard) =>
        dynamodb.send(
          new QueryCommand({
            TableName: fpEvents.name,
            ConsistentRead: true,
            KeyConditionExpression: 'pk = :pk AND sk >= :from',
            ExpressionAttributeValues: {
              ':pk': { S: shardKey(RULE, shard) },
              ':from': { S: '2' },
            },
            ScanIndexForward: false,
            Limit: 15,
          }),
        ),
      ),
    );
    await dynamodb.send(
      new BatchGetItemCommand({
        RequestItems: { [fpEvents.name]: batch(FINDINGS.map(verdictKey)) },
      }),
    );
  };

  const consentCheck = async (): Promise<void> => {
    const pk = consentPartition(ORGANISATIONS.consenting);
    const keys = batch([{ pk, sk: 'consent#fp_metrics' }]);
    await dynamodb.send(new BatchGetItemCommand({ RequestItems: { [consent.name]: keys } }));
  };

  const evaluation = async (): Promise<void> => {
    const Names = (Object.keys(THRESHOLDS) as ThresholdId[]).map((id) =>
      names.parameters.threshold(id),
    );
    await Promise.all([
      ssm.send(
        new GetParametersByPathCommand({ Path: names.parameters.path, WithDecryption: true }),
      ),
      ssm.send(new GetParametersCommand({ Names })),
    ]);
    const rules = [...new Set([...RULES.map(({ meta }) => ruleOf(meta.id)), RULE])];
    const now = Date.now();
    const counters = rules.flatMap((rule) =>
      [now, now - 3_600_000].map((at) =>
        blockKey({ rule, repository: REPOSITORY, hour: hourBucket(at) }),
      ),
    );
    await dynamodb.send(
      new BatchGetItemCommand({
        RequestItems: {
          [fpEvents.name]: batch([verdictKey(FINDINGS[0] ?? '')]),
          [blockCounter.name]: batch(counters),
          [calibration.name]: batch(rules.map(enforcementKey)),
        },
      }),
    );
    const occurredAt = new Date(now).toISOString();
    const runId = `${run}-raw-${(events += 1)}`;
    const id = eventId({
      rule: RULE,
      check: CHECK,
      findingId: FINDINGS[0] ?? '',
      runId,
      occurredAt,
    });
    await dynamodb.send(
      new PutItemCommand({
        TableName: fpEvents.name,
        // Of no form that a window takes for an event, and gone with the rest in the end.
        Item: { ...typed(eventKey(RULE, id)), expiresAt: { N: '1' } },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  };

  return { window, consentCheck, evaluation };
}
