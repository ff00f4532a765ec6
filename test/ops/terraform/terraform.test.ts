import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openJournal, readJournal } from '../../../ops/terraform/journal.js';
import { progressOf } from '../../../ops/terraform/progress.js';
import { allSideBySide, sideBySide } from '../../../ops/terraform/side-by-side.js';
import { synthesise } from '../../../ops/terraform/synthesise.js';
import { runTerraform, type Terraform } from '../../../ops/terraform/terraform.js';
import { taintedIn } from '../../../ops/terraform/untaint.js';
import { testIo } from '../support/test-io.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pm-terraform-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('runTerraform', () => {
  /** A `terraform` that is this shell script, or none. */
  const terraformOf = (script?: string, signal?: AbortSignal): Terraform => {
    if (script !== undefined) {
      writeFileSync(join(folder, 'terraform'), `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder, 'terraform'), 0o755);
    }
    // Nothing but a shell: the machine's own Terraform must not answer.
    if (script === undefined) symlinkSync('/bin/sh', join(folder, 'sh'));
    const PATH = script === undefined ? folder : `${folder}:/usr/bin:/bin`;
    const { io } = testIo({ env: { PATH }, ...(signal === undefined ? {} : { signal }) });
    return {
      io,
      environment: 'local',
      env: { CHECKPOINT_DISABLE: '1' },
      logs: join(folder, 'logs'),
      journal: openJournal(join(folder, 'journal.jsonl'), 'test', () => Date.now()),
      folderOf: () => folder,
    };
  };

  it('answers exit code, events and other output, and keeps a log for people', async () => {
    const event = '{"@message":"hello","type":"version"}';
    const terraform = terraformOf(`echo '${event}'; echo panic >&2; exit 2`);
    const seen: string[] = [];
    const result = await runTerraform(terraform, {
      stack: 'data',
      what: 'plan',
      args: ['plan', '-json'],
      onEvent: (one) => seen.push(one.type),
    });
    expect(result).toMatchObject({ exit: 2, output: 'panic\n', diagnostics: [] });
    expect(seen).toEqual(['said']);
    const log = readFileSync(result.log, 'utf8');
    expect(log).toMatch(/^\$ terraform plan -json\nhello\npanic\nexit 2 after /);
    const kinds = readJournal(join(folder, 'journal.jsonl')).map(({ kind }) => kind);
    expect(kinds).toEqual(['run', 'step', 'child', 'step ended']);
  });

  it('masks secrets in the log', async () => {
    const terraform = terraformOf('echo \'{"@message":"value 0123456789abcdef"}\'');
    terraform.io.mask.add('0123456789abcdef');
    const command = { stack: 'data', what: 'plan', args: ['plan', '-json'] } as const;
    expect(readFileSync((await runTerraform(terraform, command)).log, 'utf8')).toContain(
      'value ********',
    );
  });

  it('gives the workspace to every command but init and workspace', async () => {
    const terraform = terraformOf('echo "workspace=$TF_WORKSPACE"');
    const run = async (inWorkspace: boolean): Promise<string> =>
      (await runTerraform(terraform, { stack: 'data', what: 'x', args: ['x'], inWorkspace }))
        .output;
    expect(await run(true)).toBe('workspace=local\n');
    expect(await run(false)).toBe('workspace=\n');
  });

  it('without Terraform is PM-7001', async () => {
    const command = { stack: 'data', what: 'init', args: ['init'] } as const;
    await expect(runTerraform(terraformOf(), command)).rejects.toMatchObject({ code: 'PM-7001' });
  });

  it('that is cancelled interrupts Terraform, and the journal says so', async () => {
    const controller = new AbortController();
    const terraform = terraformOf(
      'trap "echo \'{\\"@message\\":\\"stopped\\"}\'; exit 1" INT; sleep 30 & wait',
      controller.signal,
    );
    const command = { stack: 'data', what: 'apply', args: ['apply', '-json'] } as const;
    const running = runTerraform(terraform, command);
    setTimeout(() => controller.abort(), 300);
    await expect(running).rejects.toMatchObject({ code: 'PM-7005' });
    expect(readJournal(join(folder, 'journal.jsonl')).at(-1)).toMatchObject({ exit: 'cancelled' });
  });
});

describe('progressOf', () => {
  it('says every ten seconds what is still being done, and failures at once', () => {
    jest.useFakeTimers({ now: 0 });
    try {
      const said: string[] = [];
      const say = (text: string): void => void said.push(text);
      const progress = progressOf('data', { say }, () => Date.now());
      const event = (type: 'started' | 'done' | 'failed', name: string): void =>
        progress.onEvent({ type, address: `t.${name}`, action: 'create', seconds: 0 });
      jest.advanceTimersByTime(10_000);
      for (const name of ['a', 'b', 'c', 'd', 'e']) event('started', name);
      event('done', 'a');
      event('failed', 'b');
      jest.advanceTimersByTime(10_000);
      event('started', 'f');
      jest.advanceTimersByTime(10_000);
      progress.stop();
      jest.advanceTimersByTime(60_000);
      expect(said).toEqual([
        '  data 10s: create t.b failed',
        '  data 20s: 1 done; create t.c 10s, create t.d 10s, create t.e 10s',
        '  data 30s: 1 done; create t.c 20s, create t.d 20s, create t.e 20s and 1 more',
      ]);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('sideBySide', () => {
  it('keeps the order, never exceeds the limit, and lets the others end when one fails', async () => {
    let now = 0;
    let most = 0;
    const work = async (key: number): Promise<number> => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 10 - key));
      now--;
      if (key === 2) throw new Error('two');
      return key * 10;
    };
    const endings = await sideBySide([1, 2, 3, 4, 5], 2, work);
    expect(endings.map((one) => (one.ok ? one.value : 'failed'))).toEqual([
      10,
      'failed',
      30,
      40,
      50,
    ]);
    expect(most).toBe(2);
    await expect(allSideBySide([1, 2], 2, work)).rejects.toThrow('two');
    expect(await allSideBySide([], 2, work)).toEqual([]);
  });
});

describe('synthesise', () => {
  it('that fails shows the app’s own words and the log', async () => {
    writeFileSync(
      join(folder, 'cdktf.json'),
      JSON.stringify({ app: 'echo PM-1002 wrong; exit 3' }),
    );
    await expect(synthesise(testIo({ root: folder }).io, 'staging')).rejects.toMatchObject({
      code: 'PM-6001',
      what: 'the synthesis of staging ended with exit 3',
      why: expect.stringMatching(/PM-1002 wrong\n {2}log: \.phase-mirror\/staging/) as unknown,
    });
  });
});

describe('taintedIn', () => {
  it('names what a state holds as tainted', () => {
    const resource = (name: string, status?: string): object => ({
      type: 'aws_kms_key',
      name,
      instances: [status === undefined ? {} : { status }],
    });
    const state = { resources: [resource('whole'), resource('half', 'tainted')] };
    expect(taintedIn(JSON.stringify(state))).toEqual(['aws_kms_key.half']);
    expect(taintedIn('{}')).toEqual([]);
  });
});
