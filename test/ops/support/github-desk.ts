import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runRunbook, type Runbook } from '../../../ops/frame/runbook.js';
import { fakeGitHub, serve, type FakeGitHub } from '../../support/github/index.js';
import type { GivenGitHub } from '../../support/github/state.js';
import { testIo } from './test-io.js';

/** A runbook's end, its `--json` document read. */
export interface DeskRun {
  readonly exit: number;
  readonly json: Readonly<Record<string, unknown>>;
  readonly stdout: string;
  readonly stderr: string;
}

/** A work folder and a GitHub on loopback, for runbooks that touch nothing else. */
export interface GitHubDesk {
  readonly github: FakeGitHub;
  readonly folder: string;
  /** What a runbook's process needs. */
  readonly env: Readonly<Record<string, string>>;
  run(runbook: Runbook, args: readonly string[], env?: Record<string, string>): Promise<DeskRun>;
  close(): Promise<void>;
}

export const TOKEN = 'ghp_a-token-that-nobody-may-see';

export async function gitHubDesk(given: GivenGitHub): Promise<GitHubDesk> {
  const github = fakeGitHub(given);
  const served = await serve(github);
  const folder = mkdtempSync(join(tmpdir(), 'pm-desk-'));
  const env = {
    PHASE_MIRROR_HOME: join(folder, 'home'),
    GITHUB_API_URL: served.api,
    GITHUB_TOKEN: TOKEN,
  };
  return {
    github,
    folder,
    env,
    async run(runbook, args, more = {}) {
      const { io, stdout, stderr } = testIo({ env: { ...env, ...more } });
      const exit = await runRunbook(runbook, [...args, '--json'], io);
      const out = stdout();
      return {
        exit,
        json: JSON.parse(out) as Record<string, unknown>,
        stdout: out,
        stderr: stderr(),
      };
    },
    async close() {
      await served.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
