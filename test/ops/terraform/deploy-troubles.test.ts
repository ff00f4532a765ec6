import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bootstrap } from '../../../ops/runbooks/bootstrap.js';
import { deploy } from '../../../ops/runbooks/deploy.js';
import { whoami } from '../../../ops/terraform/journal.js';
import { useLocalAws } from '../support/local-aws.js';
import { describeWithEmulator } from '../support/needs.js';
import { captured } from './captured.js';
import { died, statesIn } from './stand-in/states.js';
import { makeWorld, type World } from './stand-in/world.js';

const error = (summary: string): string =>
  `${JSON.stringify({ type: 'diagnostic', diagnostic: { severity: 'error', summary, detail: '' } })}\n`;

// One environment that stands, for all tests: each bends it and leaves it as the stacks say.
describeWithEmulator('deploy when something is wrong', () => {
  const { local, client } = useLocalAws();
  const states = statesIn(client);
  let world: World;
  beforeAll(async () => {
    world = makeWorld(local().endpoint);
    await bootstrap.run(world.context());
    await deploy.run(world.context());
  }, 60_000);
  afterAll(() => world.dispose());

  it('refuses to take over what carries somebody else’s tags', async () => {
    died(world.folder(), 'apply', 'data', new Date().toISOString());
    await states.put('data', []);
    world.existing(['phase-mirror-local-consent'], { Team: 'payments' });
    await expect(deploy.run(world.context())).rejects.toMatchObject({
      code: 'PM-6001',
      what: 'data: aws_dynamodb_table.consent_table',
    });
    world.existing([]);
  });

  it('deploy --dry-run shows the exact commands and applies nothing', async () => {
    await states.put('data', []);
    const before = world.commands().length;
    const outcome = await deploy.run(world.context({ dryRun: true }));
    expect(outcome.text).toContain(
      'TF_WORKSPACE=local terraform -chdir=.phase-mirror/local/cdktf.out/stacks/data apply -json -input=false',
    );
    expect(world.commands().slice(before)).not.toContain('data-apply');
  });

  it('deploy that fails in one stack says which stacks are applied, exit 20, and goes on next time', async () => {
    await states.put('data', []);
    await states.put('access', []);
    world.failNext('access', 'apply', error('creating IAM Role: MalformedPolicyDocument'));
    const outcome = await deploy.run(world.context());
    expect(outcome).toMatchObject({
      exit: 20,
      json: { outcome: 'partial', errors: [{ code: 'PM-6001' }] },
    });
    expect(outcome.text).toMatch(/data +applied\n +access +failed/);
    expect(outcome.text).toContain('Go on with: npm run ops -- deploy --env local');
    expect(await deploy.run(world.context())).toMatchObject({ json: { outcome: 'applied' } });
  });

  it('deploy goes on once, with a fresh plan, when a connection broke', async () => {
    world.failNext('data', 'plan', error('read tcp: connection reset by peer'));
    await states.put('access', []);
    world.failNext('access', 'apply', error('read tcp: connection reset by peer'));
    const context = world.context();
    expect(await deploy.run(context)).toMatchObject({ json: { outcome: 'applied' } });
    expect(context.said()).toContain('data: a connection broke during plan; once more');
    expect(context.said()).toContain('access: a connection broke; planning anew');
  });

  it('deploy goes on once with what turns out to exist', async () => {
    await states.put('data', []);
    world.existing(['phase-mirror-local-consent']);
    world.failNext('data', 'apply', captured('table-exists.jsonl'));
    const context = world.context();
    expect(await deploy.run(context)).toMatchObject({ json: { outcome: 'applied' } });
    expect(context.said()).toContain('aws_dynamodb_table.consent_table exists and is in no state');
  });

  it.each([
    ['PM-6002', 'locked-plan.jsonl', /held by root@vm, apply, since 2026-11-22/],
    ['PM-6003', 'wrong-workspace.jsonl', /synthesised for the workspace local/],
    ['PM-6007', 'digest.jsonl', /its MD5 is 471eb8d2/],
  ])('deploy answers %s to %s', async (code, message, why) => {
    world.failNext('data', 'plan', captured(message));
    await expect(deploy.run(world.context())).rejects.toMatchObject({
      code,
      why: expect.stringMatching(why) as unknown,
    });
  });

  it('two deploys at once, from two work folders: one wins, the other names it', async () => {
    const other = makeWorld(local().endpoint);
    try {
      const endings = await Promise.allSettled([
        deploy.run(world.context()),
        deploy.run(other.context()),
      ]);
      expect(endings.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(endings.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: {
          code: 'PM-6002',
          why: expect.stringContaining(`held by ${whoami()}, deploy, since 2`) as unknown,
        },
      });
    } finally {
      other.dispose();
    }
  });

  it('deploy replaces the claim of a run of this machine that died, and no other one', async () => {
    const holder = (who: string): object => ({
      run: 'r',
      runbook: 'deploy',
      who,
      since: '2026-11-22T00:00:00Z',
      process: { pid: 2 ** 22 + 1 },
    });
    await states.claim('r', holder('colleague@elsewhere'));
    await expect(deploy.run(world.context())).rejects.toMatchObject({
      code: 'PM-6002',
      remedy: expect.stringContaining('aws dynamodb delete-item') as unknown,
    });
    await states.claim('r', holder(whoami()));
    const context = world.context();
    expect(await deploy.run(context)).toMatchObject({ exit: 0 });
    expect(context.said()).toContain('released the claim of deploy since 2026-11-22T00:00:00Z');
  });

  it('deploy keeps and finishes what was interrupted while it was made', async () => {
    const table = { mode: 'managed', type: 'aws_dynamodb_table', name: 'consent_table' };
    await states.put('data', [{ ...table, instances: [{ status: 'tainted' }] }]);
    const context = world.context();
    expect(await deploy.run(context)).toMatchObject({ json: { outcome: 'unchanged' } });
    expect(context.said()).toContain(
      'data: aws_dynamodb_table.consent_table was interrupted while it was made; it is kept',
    );
  });

  it('deploy refuses to lose state that is not allowed by name', async () => {
    const state = await states.of('data');
    const table = { mode: 'managed', type: 'aws_dynamodb_table', name: 'old', instances: [{}] };
    await states.put('data', [...state.resources, table]);
    await expect(deploy.run(world.context())).rejects.toMatchObject({ code: 'PM-6004' });
    const values = { 'no-verify': true, 'allow-destroy': ['aws_dynamodb_table.old'] };
    expect(await deploy.run(world.context({ values }))).toMatchObject({ exit: 0 });
    expect((await states.of('data')).resources).toHaveLength(1);
  });

  it.each(['both', 'object', 'item'] as const)(
    'releases the lock (%s) of a run of ours that died, saying so, and repairs the digest',
    async (half) => {
      const Created = new Date().toISOString();
      died(world.folder(), 'apply', 'data', Created);
      await states.lock('data', half, {
        ID: 'lock-id',
        Operation: 'OperationTypeApply',
        Who: whoami(),
        Created,
      });
      await states.digest('data', '0'.repeat(32));
      const context = world.context();
      expect(await deploy.run(context)).toMatchObject({ exit: 0 });
      expect(context.said()).toContain('deploy died during apply of data');
      expect(context.said()).toContain('released the lock of data');
      expect(context.said()).toContain('repaired the digest of data');
      const again = world.context();
      await deploy.run(again);
      expect(again.said()).not.toContain('died');
    },
  );

  it('leaves the lock of somebody else alone, whoever died', async () => {
    died(world.folder(), 'apply', 'data', new Date().toISOString());
    const lock = { ID: 'x', Who: 'colleague@elsewhere', Created: 'now' };
    await states.lock('data', 'object', lock);
    await expect(deploy.run(world.context())).rejects.toMatchObject({
      code: 'PM-6002',
      why: expect.stringContaining('colleague@elsewhere') as unknown,
    });
    await states.unlock('data');
  });

  it.each([
    ['plan', 'that waited for the lock which it had taken itself', 'plan'],
    ['apply', 'that meets the lock of its own plan', 'plan'],
  ])('deploy goes on with a %s %s', async (command, _, taker) => {
    await states.put('data', []);
    world.leaveLock('data', 'plan', whoami());
    world.failNext('data', command, captured('locked-plan.jsonl'));
    const context = world.context();
    expect(await deploy.run(context)).toMatchObject({ json: { outcome: 'applied' } });
    expect(context.said()).toMatch(
      new RegExp(`released the lock of data .*the ${taker} of deploy that took it left it behind`),
    );
  });

  it('deploy leaves a lock alone that somebody else took while it planned', async () => {
    world.leaveLock('data', 'plan', 'colleague@elsewhere');
    world.failNext('data', 'plan', captured('locked-plan.jsonl'));
    await expect(deploy.run(world.context())).rejects.toMatchObject({ code: 'PM-6002' });
    await states.unlock('data');
  });

  const errored = (): string => join(world.folder(), 'cdktf.out/stacks/data/errored.tfstate');
  const keptState = async (): Promise<void> => {
    await states.put('data', []);
    world.failToWrite('data');
    expect(await deploy.run(world.context())).toMatchObject({
      exit: 20,
      json: { errors: [{ code: 'PM-6016', what: expect.stringContaining('errored') as unknown }] },
    });
    expect(existsSync(errored())).toBe(true);
  };

  it('deploy puts a state that could not be written into the bucket, and plans nothing twice', async () => {
    await keptState();
    const dry = world.context({ dryRun: true });
    await deploy.run(dry);
    expect(dry.said()).toContain('a deploy first puts the state of data');
    expect((await states.of('data')).resources).toHaveLength(0);

    world.failNext('data', 'push', 'AccessDenied\n');
    await expect(deploy.run(world.context())).rejects.toMatchObject({ code: 'PM-6016' });

    const next = world.context();
    expect(await deploy.run(next)).toMatchObject({ exit: 0, json: { outcome: 'unchanged' } });
    expect(next.said()).toMatch(
      /put the state of data .* into the bucket; kept as \S+-put\.tfstate/,
    );
    expect((await states.of('data')).resources).toHaveLength(1);
    expect(existsSync(errored())).toBe(false);
  });

  it('deploy leaves such a state alone when another one is in the bucket', async () => {
    await keptState();
    await states.put('data', [{ mode: 'managed', type: 'a', name: 'b', instances: [{}] }]);
    await expect(deploy.run(world.context())).rejects.toMatchObject({
      code: 'PM-6017',
      why: expect.stringContaining('somebody has applied since') as unknown,
      remedy: expect.stringMatching(/move the file away.*state push -force/) as unknown,
    });
    writeFileSync(errored(), '{');
    await expect(deploy.run(world.context())).rejects.toMatchObject({
      code: 'PM-6017',
      why: expect.stringContaining('it is no state') as unknown,
    });
    rmSync(errored());
  });
});
