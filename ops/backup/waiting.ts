import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeBackupCommand,
  DescribeTableCommand,
  type BackupDetails,
  type DynamoDBClient,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { Site } from '../aws/site.js';
import { opsError } from '../errors.js';

/** How one waits: told to stop by the signal, asking less often the longer it takes. */
interface Patience {
  readonly signal: AbortSignal;
  /** A line now and then, so that hours of restoring do not look like nothing. */
  readonly say: (text: string) => void;
  readonly now: () => number;
}

export function patienceOf({ context }: Pick<Site, 'context'>): Patience {
  return {
    signal: context.io.signal,
    say: (text) => context.steps.say(text),
    now: () => context.io.now(),
  };
}

const FIRST_MS = 100;
const LONGEST_MS = 15_000;
const SAY_EVERY_MS = 60_000;

/** Asks until there is an answer. AWS gives no time within which a restore ends, so neither do we. */
async function until<T>(
  what: string,
  { signal, say, now }: Patience,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const start = now();
  let said = start;
  for (let pause = FIRST_MS; ; pause = Math.min(pause * 1.5, LONGEST_MS)) {
    if (signal.aborted) throw opsError('PM-7005', { what });
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (now() - said >= SAY_EVERY_MS) {
      said = now();
      say(`  ${what}: ${Math.round((now() - start) / 60_000)} min`);
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** The table, or undefined when there is none. */
export async function tableNamed(
  client: DynamoDBClient,
  TableName: string,
): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName }))).Table;
  } catch (error) {
    if (nameOf(error) === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

export async function untilActive(
  client: DynamoDBClient,
  name: string,
  patience: Patience,
): Promise<TableDescription> {
  return until(`restoring ${name}`, patience, async () => {
    const table = await tableNamed(client, name);
    return table?.TableStatus === 'ACTIVE' ? table : undefined;
  });
}

export async function untilGone(
  client: DynamoDBClient,
  name: string,
  patience: Patience,
): Promise<void> {
  await until(`removing ${name}`, patience, async () =>
    (await tableNamed(client, name)) === undefined ? true : undefined,
  );
}

export async function untilAvailable(
  client: DynamoDBClient,
  BackupArn: string,
  patience: Patience,
): Promise<BackupDetails> {
  return until('backing up', patience, async () => {
    const { BackupDescription } = await client.send(new DescribeBackupCommand({ BackupArn }));
    const details = BackupDescription?.BackupDetails;
    return details?.BackupStatus === 'AVAILABLE' ? details : undefined;
  });
}
