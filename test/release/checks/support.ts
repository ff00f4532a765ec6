import { expect } from '@jest/globals';
import { runTool, type ToolResult, type ToolRun } from '../../../ops/frame/process.js';
import { steps } from '../../../ops/frame/steps.js';
import { opsError } from '../../../ops/errors.js';
import type { Check, Tool } from '../../../release/checks/check.js';
import { examineAll, type Verdict } from '../../../release/checks/runner.js';
import { parseVersion } from '../../../release/version/rules.js';
import { testIo } from '../../ops/support/test-io.js';

/** What a tool answers in a test; its exit code is 0 where none is given. */
export interface Said {
  readonly exit?: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

export type Answers = Readonly<Record<string, (run: ToolRun) => Said | Promise<Said>>>;

/** git is always real; other tools answer as given, and one without an answer is not installed. */
export const toolWith =
  (answers: Answers = {}): Tool =>
  async (io, run): Promise<ToolResult> => {
    const name = run.command.split('/').at(-1) ?? run.command;
    if (name === 'git') return runTool(io, run);
    const answer = answers[name];
    if (answer === undefined) {
      throw opsError('PM-7001', { what: run.command, why: 'it is not on PATH' });
    }
    const { exit = 0, stdout = '', stderr = '' } = await answer(run);
    const { command, args } = run;
    return { command, args, exit, stdout, stderr, output: `${stdout}\n${stderr}`, ms: 1 };
  };

/** Today, for waivers and trees that are judged. */
export const NOW = Date.UTC(2026, 10, 22, 12);

export interface Asked {
  readonly answers?: Answers;
  readonly tool?: Tool;
  readonly version?: string;
  readonly environment?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Examines checks in a folder, as the command does, and answers their verdicts and what was said. */
export async function examine(
  checks: readonly Check[],
  root: string,
  { answers, tool, version, environment = 'staging', env = {}, signal }: Asked = {},
): Promise<{ readonly verdicts: readonly Verdict[]; readonly said: string }> {
  const { io, stderr } = testIo({
    root,
    now: () => NOW,
    env: { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...env },
    ...(signal === undefined ? {} : { signal }),
  });
  const verdicts = await examineAll(checks, {
    io,
    steps: steps(io),
    tool: tool ?? toolWith(answers),
    environment,
    ...(version === undefined ? {} : { version: parseVersion(version) }),
  });
  return { verdicts, said: stderr() };
}

/** The verdict of one check. */
export async function ask(check: Check, root: string, asked: Asked = {}): Promise<Verdict> {
  const { verdicts } = await examine([check], root, asked);
  expect(verdicts).toHaveLength(1);
  return verdicts[0] as Verdict;
}

export const seen = (outcome: string, why: string): Record<string, unknown> => ({
  outcome,
  why: expect.stringContaining(why),
});
