/**
 * A rotation and a revocation, killed (SIGKILL) at each line that they say, one after
 * the other: the next run says where the dead one stood and finishes, and nothing is done twice.
 */
import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { localAwsEnv } from '../../ops/local-aws/environment.js';
import { ROOT } from '../e2e/support/requirements.js';
import { nonceName, secretScene, type Scene } from '../ops/secrets/scene.js';
import { useLocalAws } from '../ops/support/local-aws.js';
import { describeWithEmulator } from '../ops/support/needs.js';

/** Runs it as a process of its own and kills it when `line` lines of its steps were said. */
function killedAt(
  scene: Scene,
  endpoint: string,
  args: readonly string[],
  line: number,
): Promise<boolean> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', 'ops/main.ts', ...args], {
    cwd: ROOT,
    env: { PATH, HOME, PHASE_MIRROR_HOME: scene.home, ...localAwsEnv(endpoint, {}) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if ((said.match(/^(>|ok) /gm) ?? []).length >= line) child.kill('SIGKILL');
  });
  return new Promise((resolve) =>
    child.once('close', (_, signal) => resolve(signal === 'SIGKILL')),
  );
}

interface Status {
  readonly signs: number;
  readonly proven: boolean;
  readonly versions: readonly { readonly version: number }[];
  readonly retired: readonly { readonly version: number }[];
}

describeWithEmulator('a rotation that is killed', () => {
  const { local, client } = useLocalAws();
  let scene: Scene;
  beforeEach(async () => {
    scene = await secretScene(local().endpoint, client);
  });
  afterEach(() => scene.dispose());
  const status = async (): Promise<Status> =>
    JSON.parse((await scene.run(['nonce', 'status', '--json'])).stdout) as Status;

  // Two lines each: plan, three steps, verify.
  describe('rotate', () => {
    it.each(Array.from({ length: 10 }, (_, i) => i + 1))('at line %d', async (line) => {
      const killed = await killedAt(scene, local().endpoint, ['nonce', 'rotate', '--yes'], line);
      const next = await scene.run(['nonce', 'rotate', '--yes']);
      expect(next.exit).toBe(0);
      if (killed) expect(next.stderr).toMatch(/released the claim|died|nothing to write/);
      expect(await status()).toMatchObject({ signs: 2, proven: true, versions: [{}, {}] });
    });
  });

  describe('revoke', () => {
    it.each(Array.from({ length: 10 }, (_, i) => i + 1))('at line %d', async (line) => {
      expect((await scene.run(['nonce', 'rotate', '--yes'])).exit).toBe(0);
      const args = ['nonce', 'revoke', '--version', '1', '--yes'];
      await killedAt(scene, local().endpoint, args, line);
      expect((await scene.run(args)).exit).toBe(0);
      expect(await status()).toMatchObject({
        signs: 2,
        versions: [{ version: 2 }],
        retired: [{ version: 1 }],
      });
      expect(await scene.parameters()).not.toContain(nonceName(1));
    });
  });
});
