import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { bootstrap } from '../../../ops/runbooks/bootstrap.js';
import { deploy } from '../../../ops/runbooks/deploy.js';
import { readDeployed } from '../../../ops/terraform/deployed.js';
import { destroyEnvironment } from '../../../ops/terraform/destroy.js';
import { deploymentFor } from '../../../stacks/environments.js';
import { useLocalAws } from '../support/local-aws.js';
import { describeWithEmulator } from '../support/needs.js';
import { died, statesIn } from './stand-in/states.js';
import { makeWorld, type World } from './stand-in/world.js';

const BUCKET = 'phase-mirror-tfstate-123456789012-eu-central-1';
const error = (summary: string): string =>
  `${JSON.stringify({ type: 'diagnostic', diagnostic: { severity: 'error', summary, detail: '' } })}\n`;

// Real AWS calls against a real local AWS; Terraform and the stacks are stand-ins that take 0.1 s.
describeWithEmulator('bootstrap, deploy and destruction', () => {
  const { local, client } = useLocalAws();
  const states = statesIn(client);
  let world: World;
  beforeEach(async () => {
    await fetch(`${local().endpoint}/moto-api/reset`, { method: 'POST' });
    world = makeWorld(local().endpoint);
  });
  afterEach(() => world.dispose());

  const stand = async (): Promise<void> => {
    await bootstrap.run(world.context());
    await deploy.run(world.context());
  };

  it('bootstrap makes the backend with local state, moves the state, prepares every workspace', async () => {
    const outcome = await bootstrap.run(world.context());
    expect(outcome).toMatchObject({ exit: 0, json: { changed: true } });
    expect((await states.of('foundation')).resources).toHaveLength(4);
    expect((await states.of('observability')).resources).toHaveLength(0);
    expect(existsSync(join(world.folder(), 'bootstrap-state'))).toBe(false);
    expect(world.commands().slice(0, 5)).toEqual([
      'foundation-init',
      'foundation-workspace',
      'foundation-plan',
      'foundation-bootstrap',
      'foundation-migrate',
    ]);
  });

  it('bootstrap run again finds everything and starts no Terraform', async () => {
    await bootstrap.run(world.context());
    const before = world.commands().length;
    const outcome = await bootstrap.run(world.context());
    expect(outcome).toMatchObject({ exit: 0, json: { changed: false } });
    expect(outcome.text).toContain('nothing to do');
    expect(world.commands()).toHaveLength(before);
  });

  it('bootstrap --dry-run says what it would do and does nothing', async () => {
    const context = world.context({ dryRun: true });
    const outcome = await bootstrap.run(context);
    expect(outcome.text).toContain(`would make ${BUCKET}`);
    expect(world.commands()).toEqual([]);
  });

  it('bootstrap and deploy change nothing when the person says no', async () => {
    expect(await bootstrap.run(world.context({ typed: 'n\n' }))).toMatchObject({ exit: 130 });
    await bootstrap.run(world.context());
    expect(await deploy.run(world.context({ typed: '\n' }))).toMatchObject({ exit: 130 });
    expect((await states.of('data')).resources).toHaveLength(0);
  });

  it('bootstrap that died before the migration goes on with it', async () => {
    world.failNext('foundation', 'init', '');
    await expect(bootstrap.run(world.context())).rejects.toMatchObject({ code: 'PM-6001' });
    const first = await bootstrap.run(world.context());
    expect(first.exit).toBe(0);
    expect((await states.of('foundation')).resources).toHaveLength(4);
  });

  it('bootstrap takes over what exists and is in no state', async () => {
    await bootstrap.run(world.context());
    await states.put('foundation', []);
    world.existing([BUCKET, 'phase-mirror-tfstate-lock', 'alias/phase-mirror-tfstate']);
    const context = world.context();
    expect(await bootstrap.run(context)).toMatchObject({ exit: 0 });
    expect(context.said()).toContain(
      `foundation: aws_s3_bucket.tfstate_bucket exists and is in no state; it is taken over (${BUCKET})`,
    );
  });

  it('bootstrap refuses two states that contradict each other', async () => {
    await bootstrap.run(world.context());
    const file = join(world.folder(), 'bootstrap-state', 'local', 'terraform.tfstate');
    mkdirSync(join(file, '..'), { recursive: true });
    const resource = { mode: 'managed', type: 'aws_x', name: 'y', instances: [{}] };
    writeFileSync(file, JSON.stringify({ serial: 9, lineage: 'other', resources: [resource] }));
    await expect(bootstrap.run(world.context())).rejects.toMatchObject({ code: 'PM-6009' });
  });

  it('deploy without a backend says what to do', async () => {
    await expect(deploy.run(world.context())).rejects.toMatchObject({
      code: 'PM-6008',
      remedy: expect.stringContaining('bootstrap --env local') as unknown,
    });
  });

  it('deploy applies every stack once, records the states, and then has nothing to do', async () => {
    await bootstrap.run(world.context());
    const first = await deploy.run(world.context());
    expect(first).toMatchObject({ exit: 0, json: { outcome: 'applied' } });
    expect((await states.of('data')).resources).toHaveLength(1);
    const record = readDeployed({ folder: world.folder() });
    expect(record?.stacks.data?.serial).toBe((await states.of('data')).serial);
    const before = world.commands().length;
    const second = await deploy.run(world.context());
    expect(second).toMatchObject({ exit: 0, json: { outcome: 'unchanged' } });
    expect(second.text).toContain('nothing to do');
    expect(world.commands().slice(before).sort()).toEqual([
      'access-plan',
      'data-plan',
      'foundation-plan',
      'observability-plan',
    ]);
  });

  it('two runs in one work folder: the second names the first', async () => {
    const holder = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(holder, 'spawn');
    mkdirSync(world.folder(), { recursive: true });
    writeFileSync(
      join(world.folder(), 'run.lock'),
      JSON.stringify({ runbook: 'deploy', who: 'a@b', since: 'now', process: { pid: holder.pid } }),
    );
    await expect(bootstrap.run(world.context())).rejects.toMatchObject({
      code: 'PM-6002',
      why: `a@b runs deploy since now (pid ${holder.pid})`,
    });
    holder.kill('SIGKILL');
  });

  it('drops what belongs to an AWS that is gone', async () => {
    await stand();
    writeFileSync(join(world.folder(), 'instance'), 'an earlier one');
    const context = world.context();
    await deploy.run(context);
    expect(context.said()).toContain('the AWS of the last run (an earlier one) is gone');
  });

  it('destroys everything of local, the foundation last, and leaves nothing to a second time', async () => {
    await stand();
    const destroyed = await destroyEnvironment(world.context());
    expect([...destroyed.destroyed].sort()).toEqual([
      'access',
      'data',
      'foundation',
      'observability',
    ]);
    expect(destroyed.destroyed.at(-1)).toBe('foundation');
    expect(await destroyEnvironment(world.context())).toEqual({ destroyed: [] });
    expect(existsSync(join(world.folder(), 'deployed.json'))).toBe(false);
  });

  it('destroys once more after a refresh when not all could be destroyed', async () => {
    await stand();
    world.failNext('data', 'destroy', error('deleting: ResourceInUse'));
    const context = world.context();
    expect((await destroyEnvironment(context)).destroyed).toContain('data');
    expect(context.said()).toContain('once more after a refresh');
  });

  it('takes strays of a dead run into the state before it destroys', async () => {
    await stand();
    await states.put('data', []);
    died(world.folder(), 'apply', 'data', new Date().toISOString());
    world.existing(['phase-mirror-local-consent']);
    const context = world.context();
    expect((await destroyEnvironment(context)).destroyed).toContain('data');
    expect(context.said()).toContain('it is taken over (phase-mirror-local-consent)');
  });

  it('destroys what was applied although its state could not be written', async () => {
    await stand();
    await states.put('data', []);
    world.failToWrite('data');
    expect(await deploy.run(world.context())).toMatchObject({ exit: 20 });
    const context = world.context();
    expect((await destroyEnvironment(context)).destroyed).toContain('data');
    expect(context.said()).toMatch(/put the state of data .* into the bucket/);
  });

  it('removes the secrets of rotations, and the marks of those that were taken away', async () => {
    await stand();
    const ssm = client(SSMClient);
    const { parameters } = deploymentFor('local', {}).names;
    const left = [parameters.secret('nonce', 2), parameters.retired('nonce', 1)];
    for (const Name of [...left, '/guardian/staging/redaction_nonce_v2']) {
      await ssm.send(new PutParameterCommand({ Name, Value: 'ab'.repeat(32), Type: 'String' }));
    }
    await destroyEnvironment(world.context());
    const { Parameters = [] } = await ssm.send(new DescribeParametersCommand({}));
    const names = Parameters.map(({ Name }) => Name);
    expect(names).toEqual(expect.not.arrayContaining(left));
    expect(names).toContain('/guardian/staging/redaction_nonce_v2');
  });

  it('never destroys anything but local', async () => {
    const context = world.context({ environment: 'staging' });
    await expect(destroyEnvironment(context)).rejects.toMatchObject({ code: 'PM-6006' });
  });

  it('keeps a foundation in which another environment has its state', async () => {
    const shared = makeWorld(local().endpoint, {
      PHASE_MIRROR_STAGING_ACCOUNT: '123456789012',
      PHASE_MIRROR_STAGING_FOUNDATION_OWNER: 'local',
      PHASE_MIRROR_STAGING_GITHUB_ORGANISATION: 'phase-mirror',
    });
    try {
      const staging = { environment: 'staging' } as const;
      await expect(bootstrap.run(shared.context(staging))).rejects.toMatchObject({
        code: 'PM-6008',
        remedy: 'Run `npm run ops -- bootstrap --env local` first.',
      });
      await bootstrap.run(shared.context());
      await bootstrap.run(shared.context(staging));
      await deploy.run(shared.context(staging));
      const { destroyed, foundationKept } = await destroyEnvironment(shared.context());
      expect(destroyed).not.toContain('foundation');
      expect(foundationKept).toBe('it holds the state of staging');
      expect(await deploy.run(shared.context(staging))).toMatchObject({
        json: { outcome: 'unchanged' },
      });
    } finally {
      shared.dispose();
    }
  });
});
