import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DescribeParametersCommand, GetParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withSite, type Site } from '../../../ops/aws/site.js';
import { carryOut, type Procedure } from '../../../ops/frame/procedure.js';
import { runRunbook, type Context, type Outcome } from '../../../ops/frame/runbook.js';
import { deploymentFor } from '../../../stacks/environments.js';
import { useLocalAws } from '../support/local-aws.js';
import { testIo } from '../support/test-io.js';

const { local, client } = useLocalAws();
const home = mkdtempSync(join(tmpdir(), 'pm-site-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const { state } = deploymentFor('local', {});

interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  work: (site: Site) => Promise<Outcome>,
  more: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<Ran> {
  const { io, stdout, stderr } = testIo({
    env: { PHASE_MIRROR_HOME: home, AWS_ENDPOINT_URL: local().endpoint, ...more },
  });
  const book = {
    name: 'look',
    summary: 'look',
    example: 'look',
    when: 'Now.',
    changes: 'Nothing.',
    undo: 'Nothing.',
    options: {},
    run: (context: Context) => withSite(context, 'look', work),
  };
  const exit = await runRunbook(book, ['--yes', ...args], io);
  return { exit, stdout: stdout(), stderr: stderr() };
}

const fine: Outcome = { exit: 0, json: {}, text: 'done\n' };

describe('a site', () => {
  it('has the clients, the names and the folder of its environment', async () => {
    const ran = await run(async ({ clients, deployment, folder, where }) => {
      await clients.ssm.send(new DescribeParametersCommand({}));
      expect(deployment.environment).toBe('local');
      expect(folder).toBe(join(home, 'local'));
      expect(where).toBe('local (account 123456789012, eu-central-1)');
      return fine;
    });
    expect(ran).toMatchObject({ exit: 0, stdout: 'done\n' });
  });

  it('is not opened in another account', async () => {
    const ran = await run(() => Promise.resolve(fine), {
      PHASE_MIRROR_LOCAL_ACCOUNT: '999999999999',
    });
    expect(ran).toMatchObject({ exit: 3, stderr: expect.stringContaining('PM-7004') });
  });

  it('says that nothing listens where AWS should be', async () => {
    const ran = await run(() => Promise.resolve(fine), {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    });
    expect(ran).toMatchObject({ exit: 3, stderr: expect.stringContaining('PM-7004') });
  });

  it('turns an answer of AWS into PM-6012, and leaves a bug a bug', async () => {
    const refused = await run(async ({ clients }) => {
      await clients.ssm.send(new GetParameterCommand({ Name: '/not/there' }));
      return fine;
    });
    expect(refused.exit).toBe(3);
    expect(refused.stderr).toMatch(/PM-6012 look\n {2}why: ParameterNotFound/);
    const bug = await run(() => Promise.reject(new TypeError('x is undefined')));
    expect(bug.stderr).toContain('bug in look: TypeError');
  });
});

describe('the claim of a site', () => {
  const procedure = (onWrite: () => Promise<unknown>): Procedure => ({
    plan: () =>
      Promise.resolve({
        what: 'write',
        steps: [
          {
            id: 'write',
            title: 'write',
            effect: 'write',
            calls: ['nothing:Write'],
            run: () => onWrite().then(() => undefined),
          },
        ],
      }),
    verify: () => Promise.resolve({ ok: true, text: 'whole\n', json: {} }),
  });
  const change = (onWrite: () => Promise<unknown>): Promise<Ran> =>
    run((site) => carryOut(site, 'look', procedure(onWrite)));

  it('needs the lock table of a bootstrapped environment: PM-6008', async () => {
    const { exit, stderr } = await change(() => Promise.resolve());
    expect(exit).toBe(3);
    expect(stderr).toContain('PM-6008');
  });

  describe('with a lock table', () => {
    let dynamodb: DynamoDBClient;
    beforeAll(async () => {
      dynamodb = client(DynamoDBClient);
      await dynamodb.send(
        new CreateTableCommand({
          TableName: state.lockTable,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'LockID', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'LockID', KeyType: 'HASH' }],
        }),
      );
    });
    const claims = async (): Promise<readonly string[]> => {
      const { Items = [] } = await dynamodb.send(
        new ScanCommand({ TableName: state.lockTable, ConsistentRead: true }),
      );
      return Items.map((item) => item['LockID']?.S ?? '');
    };

    it('lies beside the locks of Terraform while something is changed, and not after', async () => {
      let during: readonly string[] = [];
      const { exit, stdout } = await change(async () => (during = await claims()));
      expect({ exit, stdout }).toEqual({ exit: 0, stdout: 'whole\n' });
      expect(during).toEqual([`${state.bucket}/${state.workspaceKeyPrefix}/local/claim`]);
      expect(await claims()).toEqual([]);
      const journal = readFileSync(join(home, 'local', 'runbooks.jsonl'), 'utf8');
      expect(journal).toContain('"end":"applied"');
    });

    it('excludes a second operator, who is told of the first', async () => {
      let second: Ran | undefined;
      const first = await change(async () => (second = await change(() => Promise.resolve())));
      expect(first.exit).toBe(0);
      expect(second?.exit).toBe(1);
      expect(second?.stderr).toMatch(/PM-6002[^]*held by .*, look, since/);
      expect(await claims()).toEqual([]);
    });
  });
});
