import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT } from '../../runtime/src/errors/index.js';
import { opsError } from '../errors.js';
import { runTool, type ToolResult } from '../frame/process.js';
import type { Context } from '../frame/runbook.js';
import { linesThatMatter, shortPath } from '../frame/tool-failure.js';
import { whoami } from '../terraform/journal.js';
import { isCommand, ITEMS, type CommandItem } from './items.js';
import { checklistFolder, record, type Answer } from './record.js';

/** Runs one runbook to its end: `npm run ops -- ARGS`. */
export type RunOps = (context: Context, args: readonly string[]) => Promise<ToolResult>;

/** As a process of its own, so that what answers is the command that a person would type. */
export const runOps: RunOps = ({ io }, args) =>
  runTool(io, {
    command: process.execPath,
    args: ['--import', 'tsx', join(io.root, 'ops/main.ts'), ...args],
    onLine: (line, stream) => void (stream === 'stderr' && io.stderr.write(`    ${line}\n`)),
  });

/** The items of commands that are named, or all that take no day. Throws PM-1001 for others. */
export function chosenItems(only: readonly string[]): readonly CommandItem[] {
  const commands = ITEMS.filter(isCommand);
  if (only.length === 0) return commands.filter(({ takes }) => takes === undefined);
  return only.map((id) => {
    const found = commands.find((item) => item.id === id);
    if (found !== undefined) return found;
    throw opsError('PM-1001', {
      what: `--only ${id}`,
      why: ITEMS.some((item) => item.id === id)
        ? 'no command can know that: it is for a person to tick'
        : `the items of commands are ${commands.map((item) => item.id).join(', ')}`,
    });
  });
}

/** The command line of an item, without what only its run adds. */
export const commandOf = ({ args }: CommandItem, { environment }: Context): readonly string[] => [
  ...args,
  ...['--env', environment],
];

/** Runs each item and records its answer at once: a run that is killed has kept what it knew. */
export async function runItems(
  context: Context,
  items: readonly CommandItem[],
  run: RunOps = runOps,
): Promise<readonly Answer[]> {
  const { io, steps, environment } = context;
  const answers: Answer[] = [];
  for (const item of items) {
    const answer = await steps.run(
      `${item.id}: ${item.question}`,
      () => answerOf(context, item, run),
      ({ outcome, note }) => `${outcome}: ${note}`,
    );
    record(io, environment, answer);
    answers.push(answer);
  }
  return answers;
}

async function answerOf(context: Context, item: CommandItem, run: RunOps): Promise<Answer> {
  const { io, environment, confirmed } = context;
  const shown = commandOf(item, context);
  const confirmation =
    item.writes === true
      ? ['--yes', ...(environment === 'production' ? ['--confirm', confirmed ?? environment] : [])]
      : [];
  const result = await run(context, [...shown, ...confirmation, '--json']);
  if (result.exit === EXIT.cancelled) throw opsError('PM-7005', { what: item.id });
  const at = new Date(io.now()).toISOString();
  const text = io.mask.apply(result.stdout === '' ? result.output : result.stdout);
  const file = join(
    checklistFolder(io, environment),
    `${item.id}-${at.replace(/[-:.]/g, '')}.json`,
  );
  await mkdir(checklistFolder(io, environment), { recursive: true });
  // Only its owner reads it: it names accounts and resources.
  await writeFile(file, text, { mode: 0o600 });
  return {
    at,
    item: item.id,
    by: whoami(),
    ...judged(item, result),
    command: `npm run ops -- ${shown.join(' ')}`,
    exit: result.exit,
    ms: result.ms,
    evidence: {
      file: shortPath(io.root, file),
      sha256: createHash('sha256').update(text).digest('hex'),
    },
  };
}

function judged(item: CommandItem, result: ToolResult): Pick<Answer, 'outcome' | 'note'> {
  const { exit, stdout, output } = result;
  if (exit !== EXIT.ok) {
    const outcome = exit === EXIT.failed || exit === EXIT.partial ? 'failed' : 'could-not-run';
    return {
      outcome,
      note: `exit ${exit}: ${errorIn(stdout) ?? linesThatMatter(output).at(-1) ?? ''}`,
    };
  }
  let document: Readonly<Record<string, unknown>>;
  try {
    document = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  } catch {
    return { outcome: 'could-not-run', note: 'exit 0, but its answer is no JSON' };
  }
  const otherwise = item.otherwise?.(document);
  return otherwise === undefined
    ? { outcome: 'ok', note: 'exit 0' }
    : { outcome: 'failed', note: otherwise };
}

function errorIn(stdout: string): string | undefined {
  try {
    const { error } = JSON.parse(stdout) as {
      error?: { code: string; what: string; why?: string };
    };
    if (error === undefined) return undefined;
    return `${error.code} ${error.what}${error.why === undefined ? '' : `: ${error.why}`}`;
  } catch {
    return undefined;
  }
}
