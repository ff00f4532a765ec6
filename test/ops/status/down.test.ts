import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { alive } from '../../../ops/frame/alive.js';
import { runRunbook } from '../../../ops/frame/runbook.js';
import { steps } from '../../../ops/frame/steps.js';
import { ensureLocalAws } from '../../../ops/local-aws/start.js';
import { localAwsFiles } from '../../../ops/local-aws/state.js';
import { down } from '../../../ops/runbooks/down.js';
import { describeWithEmulator } from '../support/needs.js';
import { testIo, type TestIo } from '../support/test-io.js';

let home: string;
let started: number[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pm-down-'));
});
afterEach(() => {
  for (const pid of started) if (alive(pid)) process.kill(pid, 'SIGKILL');
  started = [];
  rmSync(home, { recursive: true, force: true });
});

const scene = (): TestIo =>
  testIo({ env: { ...process.env, AWS_ENDPOINT_URL: '', PHASE_MIRROR_HOME: home } });
const startOne = async (): Promise<number> => {
  const { io } = scene();
  const { local } = await ensureLocalAws(io, steps(io), { port: 0 });
  started.push(local.pid);
  return local.pid;
};

describeWithEmulator('down', () => {
  it('stops the local AWS by its pid, with nothing in it or without a look', async () => {
    for (const args of [[], ['--stop-only']]) {
      const pid = await startOne();
      const { io, stdout, stderr } = scene();
      expect({ exit: await runRunbook(down, args, io), stderr: stderr() }).toMatchObject({
        exit: 0,
      });
      expect(alive(pid)).toBe(false);
      expect(stdout()).toContain(`the local AWS (pid ${pid}, http://127.0.0.1:`);
      expect(stderr().includes('skip destroy the stacks (--stop-only)')).toBe(args.length > 0);
      expect(existsSync(localAwsFiles(io).state)).toBe(false);
    }
  });

  it('stops nothing under --dry-run', async () => {
    const pid = await startOne();
    const { io, stdout } = scene();
    expect(await runRunbook(down, ['--dry-run'], io)).toBe(0);
    expect(stdout()).toBe(
      `Would:\n  destroy the stacks of local\n  stop the local AWS, pid ${pid}\n`,
    );
    expect(alive(pid)).toBe(true);
  });
});
