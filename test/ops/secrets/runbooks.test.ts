import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { refusingProxy } from '../../support/refusing-proxy.js';
import { useLocalAws } from '../support/local-aws.js';
import { describeWithEmulator } from '../support/needs.js';
import { markerName, nonceName, secretScene, type Scene } from './scene.js';

interface Versions {
  readonly signs: number;
  readonly versions: readonly { readonly version: number; readonly state: string }[];
  readonly retired: readonly { readonly version: number; readonly why: string }[];
}

// Real SSM calls of a real local AWS, real fresh runtimes in processes of their own.
describeWithEmulator('the runbooks nonce and salt', () => {
  const { local, client } = useLocalAws();
  let scene: Scene;
  beforeEach(async () => {
    scene = await secretScene(local().endpoint, client);
  });
  afterEach(() => scene.dispose());

  const status = async (days = 0): Promise<Versions> => {
    const { exit, stdout } = await scene.run(['nonce', 'status', '--json'], { days });
    expect(exit).toBe(0);
    return JSON.parse(stdout) as Versions;
  };

  it('rotate: v2 signs, v1 verifies; a second run changes nothing; the first after the grace retires v1', async () => {
    const first = await scene.run(['nonce', 'rotate', '--yes']);
    expect(first).toMatchObject({ exit: 0 });
    expect(first.stderr).toMatch(
      /ok see a fresh runtime use the nonce .*v2 signs, v1 still verifies/,
    );
    expect(await status()).toMatchObject({
      signs: 2,
      versions: [{ state: 'verifies' }, { state: 'signs' }],
    });
    const before = await scene.parameters();
    const second = await scene.run(['nonce', 'rotate', '--yes']);
    expect(second).toMatchObject({ exit: 0, stdout: expect.stringContaining('nothing to do') });
    expect(await scene.parameters()).toEqual(before);

    const later = await scene.run(['nonce', 'rotate', '--yes', '--if-older-than', '30d'], {
      days: 8,
    });
    expect(later).toMatchObject({ exit: 0 });
    expect(await status(8)).toMatchObject({
      signs: 2,
      versions: [{ version: 2 }],
      retired: [{ version: 1, why: 'retired' }],
    });
    expect(await scene.parameters()).toContain(markerName(1));
  });

  it('no value is in any output or in the journal, and each is 64 hex characters of its own', async () => {
    const runs = [
      await scene.run(['nonce', 'status']),
      await scene.run(['nonce', 'rotate', '--yes', '--json']),
      await scene.run(['nonce', 'rotate', '--yes', '--anyway']),
      await scene.run(['nonce', 'revoke', '--yes', '--version', '1']),
      await scene.run(['nonce', 'rollback', '--yes']),
    ];
    expect(runs.map(({ exit }) => exit)).toEqual([0, 0, 0, 0, 0]);
    const value = await scene.value(nonceName(2));
    expect(value).toMatch(/^[0-9a-f]{64}$/);
    const journal = readFileSync(join(scene.home, 'local', 'runbooks.jsonl'), 'utf8');
    for (const text of [...runs.flatMap(({ stdout, stderr }) => [stdout, stderr]), journal]) {
      expect(text).not.toContain(value);
      expect(text).not.toContain('11'.repeat(32));
    }
  });

  it('--dry-run writes nothing', async () => {
    const { exit, stdout } = await scene.run(['nonce', 'rotate', '--dry-run']);
    expect(exit).toBe(0);
    expect(stdout).toContain(`ssm:PutParameter ${nonceName(2)} (SecureString, `);
    expect(await scene.parameters()).not.toContain(nonceName(2));
  });

  it('a version that was stored and never proven is proven by the next run, not followed by another', async () => {
    await scene.put(nonceName(2), '33'.repeat(32));
    const { exit, stdout } = await scene.run(['nonce', 'rotate', '--yes']);
    expect(exit).toBe(0);
    expect(stdout).toMatch(/v2 +signs/);
    expect((await status()).versions).toHaveLength(2);
    expect((await scene.run(['nonce', 'rotate', '--yes'])).stdout).toContain('nothing to do');
  });

  it('a version that is no nonce is passed over: the next number signs', async () => {
    await scene.put(nonceName(2), 'not hexadecimal');
    const half = await scene.run(['nonce', 'rotate', '--yes']);
    expect(half.exit).toBe(1);
    expect(half.stderr + half.stdout).toContain('v1 signs, not v2');
    expect(await scene.run(['nonce', 'revoke', '--yes', '--version', '2'])).toMatchObject({
      exit: 0,
    });
    expect(await scene.run(['nonce', 'rotate', '--yes'])).toMatchObject({ exit: 0 });
    expect(await status()).toMatchObject({ signs: 3, retired: [{ version: 2, why: 'revoked' }] });
  });

  it('retire refuses within the grace period and says until when', async () => {
    await scene.run(['nonce', 'rotate', '--yes']);
    expect((await scene.run(['nonce', 'retire', '--yes'])).stdout).toContain('nothing to do');
    const { exit, stderr } = await scene.run(['nonce', 'retire', '--yes', '--version', '1']);
    expect(exit).toBe(1);
    expect(stderr).toMatch(/PM-6015 nonce v1\n {2}why: .*until \d{4}-/);
    const current = await scene.run(['nonce', 'retire', '--yes', '--version', '2']);
    expect(current.stderr).toContain('it is the one that signs');
  });

  it('a retirement that died after its marker is finished by the next', async () => {
    await scene.run(['nonce', 'rotate', '--yes']);
    await scene.put(markerName(1), '{"why":"retired"}', 'String');
    const { exit, stderr } = await scene.run(['nonce', 'retire', '--yes'], { days: 8 });
    expect(exit).toBe(0);
    expect(stderr).toContain('skip mark nonce v1 as retired (done already)');
    expect(await scene.parameters()).not.toContain(nonceName(1));
    expect((await scene.run(['nonce', 'retire', '--yes'], { days: 8 })).stdout).toContain(
      'nothing to do',
    );
  });

  it('revoke takes a version away at once, but never the last', async () => {
    const last = await scene.run(['nonce', 'revoke', '--yes', '--version', '1']);
    expect(last.exit).toBe(1);
    expect(last.stderr).toMatch(/PM-6015[^]*every evaluation would fail[^]*rotate --anyway/);
    await scene.run(['nonce', 'rotate', '--yes']);
    const { exit, stderr } = await scene.run(['nonce', 'revoke', '--yes', '--version', '1']);
    expect(exit).toBe(0);
    expect(stderr).toContain('reports sealed with v1 cannot be verified any more');
    expect(await scene.parameters()).not.toContain(nonceName(1));
    const again = await scene.run(['nonce', 'revoke', '--yes', '--version', '1']);
    expect(again).toMatchObject({ exit: 0, stdout: expect.stringContaining('revoked already') });
  });

  it('rollback makes the version before sign again, once, and its number is not used again', async () => {
    expect((await scene.run(['nonce', 'rollback', '--yes'])).stdout).toContain(
      'no rotation to roll back',
    );
    await scene.run(['nonce', 'rotate', '--yes']);
    expect(await scene.run(['nonce', 'rollback', '--yes'])).toMatchObject({ exit: 0 });
    expect(await status()).toMatchObject({
      signs: 1,
      retired: [{ version: 2, why: 'rolled back' }],
    });
    expect((await scene.run(['nonce', 'rollback', '--yes'])).stdout).toContain(
      'rolled back already',
    );
    await scene.run(['nonce', 'rotate', '--yes']);
    expect(await status()).toMatchObject({ signs: 3 });
  });

  it('the salt is rotated the same way, and ids of the old one are recognised', async () => {
    const { exit, stderr } = await scene.run(['salt', 'rotate', '--yes']);
    expect(exit).toBe(0);
    expect(stderr).toMatch(/v2 signs, v1 still verifies/);
    expect((await scene.run(['salt', 'status'])).stdout).toMatch(/v2 +makes ids/);
  });

  it('two at once: one makes the version, the other says who', async () => {
    const runs = await Promise.all([1, 2].map(() => scene.run(['nonce', 'rotate', '--yes'])));
    expect(runs.map(({ exit }) => exit).sort()).toEqual([0, 1]);
    expect(runs.find(({ exit }) => exit === 1)?.stderr).toMatch(/PM-6002[^]*nonce rotate, since/);
    expect((await status()).versions).toHaveLength(2);
  });

  it('what is refused changes nothing: PM-6012 names the call', async () => {
    const proxy = await refusingProxy(local().endpoint, ({ target }) =>
      target.endsWith('.PutParameter'),
    );
    try {
      const { exit, stderr } = await scene.run(['nonce', 'rotate', '--yes'], {
        endpoint: proxy.endpoint,
      });
      expect(exit).toBe(3);
      expect(stderr).toMatch(/PM-6012 store nonce v2\n {2}why: AccessDenied/);
      expect(await scene.parameters()).not.toContain(nonceName(2));
    } finally {
      await proxy.close();
    }
  });

  it('a rotation that may store and not tag ends in part, with the command to go on', async () => {
    const proxy = await refusingProxy(local().endpoint, ({ target }) =>
      target.endsWith('.AddTagsToResource'),
    );
    try {
      const { exit, stdout } = await scene.run(['nonce', 'rotate', '--yes'], {
        endpoint: proxy.endpoint,
      });
      expect(exit).toBe(20);
      expect(stdout).toContain('Go on with: npm run ops -- nonce rotate --yes');
    } finally {
      await proxy.close();
    }
    const { exit, stderr } = await scene.run(['nonce', 'rotate', '--yes']);
    expect(exit).toBe(0);
    expect(stderr).toMatch(/nonce rotate of .* failed in step 3 of 3/);
  });

  it.each([
    [['nonce', 'revoke'], '--version N'],
    [['nonce', 'revoke', '--version', 'x'], 'whole number'],
    [['nonce', 'rotate', '--if-older-than', 'soon'], '30d'],
    [['nonce', 'revoke', '--version', '7', '--yes'], 'there is no nonce v7; there is v1'],
    [['nonce', 'rotate', '--env', 'prod'], 'production'],
  ])('%j is refused', async (args, named) => {
    const { exit, stderr } = await scene.run(args);
    expect(exit).toBe(2);
    expect(stderr).toContain(named);
  });
});
