import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DynamoDBClient,
  ScanCommand,
  type AttributeDefinition,
} from '@aws-sdk/client-dynamodb';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, expect, it } from '@jest/globals';
import { steps } from '../../../ops/frame/steps.js';
import { localIo } from '../../../ops/local-aws/environment.js';
import { evaluateExamples } from '../../../ops/up/examples.js';
import { readEvaluations } from '../../../ops/up/evaluations.js';
import type { KeyAttribute } from '../../../runtime/src/names/index.js';
import { deploymentFor } from '../../../stacks/environments.js';
import { useLocalAws } from '../support/local-aws.js';
import { describeWithEmulator } from '../support/needs.js';
import { testIo, type TestIo } from '../support/test-io.js';

const { local, client } = useLocalAws();
const { names } = deploymentFor('local', {});
const home = mkdtempSync(join(tmpdir(), 'pm-examples-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function scene(
  env: Record<string, string> = {},
): TestIo & { judge: () => ReturnType<typeof evaluateExamples> } {
  const test = testIo({
    env: { PHASE_MIRROR_HOME: home, XDG_STATE_HOME: join(home, 'xdg'), ...env },
  });
  const io = localIo(test.io, local().endpoint);
  return { ...test, judge: () => evaluateExamples({ io, steps: steps(io), environment: 'local' }) };
}

/** What the stack `data` makes, as far as an evaluation needs it. */
async function makeTables(): Promise<void> {
  const dynamodb = client(DynamoDBClient);
  const key = (hash: KeyAttribute, range?: KeyAttribute) => [
    { AttributeName: hash.name, KeyType: 'HASH' as const },
    ...(range === undefined ? [] : [{ AttributeName: range.name, KeyType: 'RANGE' as const }]),
  ];
  for (const table of Object.values(names.tables)) {
    const attributes = [table, ...table.indexes].flatMap(({ partitionKey, sortKey }) =>
      sortKey === undefined ? [partitionKey] : [partitionKey, sortKey],
    );
    const definitions = new Map<string, AttributeDefinition>(
      attributes.map(({ name, type }) => [name, { AttributeName: name, AttributeType: type }]),
    );
    await dynamodb.send(
      new CreateTableCommand({
        TableName: table.name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [...definitions.values()],
        KeySchema: key(table.partitionKey, table.sortKey),
        ...(table.indexes.length === 0
          ? {}
          : {
              GlobalSecondaryIndexes: table.indexes.map((index) => ({
                IndexName: index.name,
                KeySchema: key(index.partitionKey, index.sortKey),
                Projection: { ProjectionType: index.projection },
              })),
            }),
      }),
    );
  }
}

describeWithEmulator('the examples', () => {
  const nonce = randomBytes(32).toString('hex');

  it('are not judged without a nonce: the error is that of the command', async () => {
    const { judge, stderr } = scene();
    await expect(judge()).rejects.toMatchObject({ code: 'PM-4001', exit: 3 });
    expect(stderr()).toContain('FAIL judge examples/unsound');
    expect(readEvaluations(scene().io, 'local')).toEqual([]);
  });

  it('are judged as they must be, on the tables and under the nonce of the environment', async () => {
    await makeTables();
    await client(SSMClient).send(
      new PutParameterCommand({
        Name: names.parameters.secret('nonce', 1),
        Value: nonce,
        Type: 'SecureString',
      }),
    );
    const { judge, stderr, io } = scene();
    const evaluations = await judge();
    expect(evaluations).toMatchObject([
      { example: 'examples/unsound', outcome: 'block', expected: 'block' },
      { example: 'examples/sound', outcome: 'allow', expected: 'allow', findings: [] },
    ]);
    const [unsound] = evaluations;
    expect(unsound?.findings.map(({ check, place }) => `${check} ${place}`).sort()).toEqual([
      'MD-001.1 .github/rulesets/main.json:30',
      'MD-001.3 .github/rulesets/main.json:29',
      'MD-002.6 .github/CODEOWNERS:1',
      'MD-002.6 .github/CODEOWNERS:2',
      'MD-002.9 AGENTS.md:1',
      'MD-004.6 docs/adr/0001-test-every-change.md:6',
      'MD-102.1 .github/rulesets/main.json:29',
      'MD-102.1 .github/rulesets/main.json:30',
    ]);
    for (const { reality, fix } of unsound?.findings ?? []) {
      expect(reality).not.toBe('');
      expect(fix).not.toBe('');
    }
    expect(stderr()).toMatch(/ok judge examples\/unsound .*\(block, 8 findings\)/);
    expect(readEvaluations(io, 'local')).toEqual(evaluations);
    for (const { report, page, repository } of evaluations) {
      expect(readFileSync(report, 'utf8')).not.toContain(nonce);
      expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>/);
      expect(readFileSync(page, 'utf8')).not.toContain(nonce);
      expect(statSync(join(repository, '.git')).isDirectory()).toBe(true);
    }
  });

  it('give the same report and count no second block when they are judged again', async () => {
    const read = async () => {
      const { Items = [] } = await client(DynamoDBClient).send(
        new ScanCommand({ TableName: names.tables.blockCounter.name }),
      );
      return Items;
    };
    const report = (name: string): string =>
      readFileSync(join(home, `local/reports/${name}.json`), 'utf8');
    const before = [report('unsound'), report('sound')];
    const counted = await read();
    expect(counted.length).toBeGreaterThan(0);
    await scene().judge();
    expect([report('unsound'), report('sound')]).toEqual(before);
    // An hour that began meanwhile has a counter of its own.
    expect(await read()).toEqual(expect.arrayContaining(counted));
  });

  it('take no notice of the CI run, the store and the account that they are judged in', async () => {
    const event = join(home, 'event.json');
    const { judge } = scene({
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: 'push',
      GITHUB_EVENT_PATH: event,
      GITHUB_REPOSITORY: 'acme/other',
      PHASE_MIRROR_STORE: 'embedded',
      AWS_PROFILE: 'production',
    });
    expect((await judge()).map(({ outcome }) => outcome)).toEqual(['block', 'allow']);
    expect(existsSync(join(home, 'xdg', 'phase-mirror', 'local.db'))).toBe(false);
  });

  it('fail `up` when one is judged otherwise', async () => {
    // The breaker opens when a rule blocks too much, and makes the block a warning.
    await client(SSMClient).send(
      new PutParameterCommand({
        Name: names.parameters.threshold('blocksPerHour'),
        Value: '0',
        Type: 'String',
      }),
    );
    const { judge } = scene();
    // Whichever hour it is by now, one block is counted in it.
    await judge().catch(() => undefined);
    await expect(judge()).rejects.toMatchObject({
      code: 'PM-6010',
      what: 'examples/unsound',
      why: expect.stringMatching(/^warn instead of block \(.*unsound\.json\)$/),
    });
    expect(readEvaluations(scene().io, 'local')).toMatchObject([
      { outcome: 'warn' },
      { outcome: 'allow' },
    ]);
  });
});
