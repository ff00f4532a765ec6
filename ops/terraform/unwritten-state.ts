import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import type { StackId } from '../../runtime/src/names/index.js';
import { opsError } from '../errors.js';
import { shortPath } from '../frame/tool-failure.js';
import { errorLines } from './failure.js';
import type { Session } from './session.js';
import { stackFailure } from './stack-failure.js';
import { repairDigest } from './stale-locks.js';
import { stateOf } from './state.js';
import { storedState } from './state-objects.js';
import { LOCK_TIMEOUT } from './stack.js';
import { runTerraform, type CommandResult } from './terraform.js';
import { baseFile, hasUnwritten, keptFile, type Folders } from './unwritten-file.js';
import { fitOf, type Base, type Held } from './unwritten-fit.js';

/**
 * The failure of an apply: PM-6016 where it has worked and its state was not written, which the next run
 * puts right; else what Terraform says.
 */
export async function applyFailure(
  session: Session,
  stack: StackId,
  result: CommandResult,
  what: 'apply' | 'destroy' = 'apply',
): Promise<PhaseMirrorError> {
  const { stacks } = session;
  if (!hasUnwritten(stacks, stack)) return stackFailure(stacks, stack, what, result);
  await keepBase(session, stack);
  return unwritten(session, stack, result);
}

/** Best effort: where the bucket does not answer, lineage and serial alone are compared later. */
async function keepBase({ stacks, backend }: Session, stack: StackId): Promise<void> {
  rmSync(baseFile(stacks, stack), { force: true });
  const stored = await storedState(backend, stack).catch(() => undefined);
  if (stored === undefined) return;
  const { lineage, serial, digest } = stored;
  writeFileSync(
    baseFile(stacks, stack),
    JSON.stringify({ lineage, serial, digest } satisfies Base),
  );
}

function unwritten(
  { stacks, context }: Session,
  stack: StackId,
  result: CommandResult,
): PhaseMirrorError {
  const { io } = stacks;
  const file = shortPath(io.root, keptFile(stacks, stack));
  const lines = io.mask.apply(errorLines(result.diagnostics, result.output).join('\n    '));
  return opsError('PM-6016', {
    what: `${stack}: the state is kept in ${file}`,
    why: `\n    ${lines}\n  log: ${shortPath(io.root, result.log)}`,
    remedy: `Keep that file, also on a runner that is thrown away. When the bucket takes writes again: ${context.command}; it puts the state there first.`,
  });
}

/** A state that was kept, and how it fits what is in the bucket now. */
interface Unwritten {
  readonly kept: Held;
  readonly fits: 'put' | 'there already';
  /** How it is spoken of. */
  readonly named: string;
}

/** Undefined when nothing is kept of the stack. Throws PM-6017 when it does not fit. */
async function unwrittenOf(session: Session, stack: StackId): Promise<Unwritten | undefined> {
  const { stacks, backend } = session;
  if (!hasUnwritten(stacks, stack)) return undefined;
  const file = keptFile(stacks, stack);
  const kept = heldIn(session, stack, readFileSync(file, 'utf8'));
  const stored = await storedState(backend, stack);
  const fit = fitOf(kept, stored && held(stored.text), readBase(stacks, stack));
  if (fit.kind === 'refused') throw doesNotFit(session, stack, fit.why);
  const named = `the state of ${stack} that an apply could not write (serial ${kept.serial}, ${shortPath(stacks.io.root, file)})`;
  return { kept, fits: fit.kind, named };
}

/**
 * Looks whether what an apply could not write is in the bucket after all, because only the answer was
 * lost: then the digest that Terraform checks it by is mended. Before the stack is initialised, which
 * reads the state.
 */
export async function settleWritten(session: Session, stack: StackId): Promise<void> {
  const found = await unwrittenOf(session, stack);
  if (found?.fits !== 'there already' || session.context.dryRun) return;
  await repairDigest(session.stacks, session.backend, stack);
  const aside = setAside(session, stack);
  say(session, `${found.named} is in the bucket after all; kept as ${aside}`);
}

/**
 * Puts the state that an earlier apply could not write into the bucket, saying so, before anything is
 * planned from the older one. The stack is initialised and in its workspace. A dry run only tells it.
 * Throws PM-6017 when it does not fit what is in the bucket now, PM-6016 when it still cannot be written.
 */
export async function putUnwritten(session: Session, stack: StackId): Promise<void> {
  const { stacks, context, backend } = session;
  const found = await unwrittenOf(session, stack);
  if (found === undefined) return;
  const { kept, fits, named } = found;
  if (context.dryRun) {
    context.steps.say(
      `  a deploy first puts ${named} into the bucket; this plan is of the older one`,
    );
    return;
  }
  if (fits === 'there already') return settleWritten(session, stack);
  const result = await runTerraform(stacks, {
    stack,
    what: 'state push',
    args: ['state', 'push', '-no-color', LOCK_TIMEOUT, 'errored.tfstate'],
  });
  if (result.exit !== 0) throw unwritten(session, stack, result);
  const now = await storedState(backend, stack);
  if (now === undefined || held(now.text).content !== kept.content) {
    throw opsError('PM-6013', {
      what: `${stack}: the state in the bucket is not the one that was put there`,
      why: `that one is still in ${shortPath(stacks.io.root, keptFile(stacks, stack))}`,
    });
  }
  const aside = setAside(session, stack);
  say(session, `put ${named} into the bucket; kept as ${aside}`);
}

function held(text: string): Held {
  const { lineage, serial, digest } = stateOf(text);
  const { resources = [], outputs = {} } = JSON.parse(text) as Record<string, unknown>;
  return { lineage, serial, digest, content: JSON.stringify([resources, outputs]) };
}

function heldIn(session: Session, stack: StackId, text: string): Held {
  try {
    return held(text);
  } catch (error) {
    throw doesNotFit(session, stack, `it is no state: ${(error as Error).message}`);
  }
}

function readBase(stacks: Folders, stack: StackId): Base | undefined {
  const file = baseFile(stacks, stack);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Base;
  } catch {
    // Cut off by a kill.
    return undefined;
  }
}

function doesNotFit({ stacks }: Session, stack: StackId, why: string): PhaseMirrorError {
  const { io, environment } = stacks;
  const folder = shortPath(io.root, stacks.folderOf(stack));
  return opsError('PM-6017', {
    what: `${stack}: ${shortPath(io.root, keptFile(stacks, stack))}`,
    why,
    remedy: `Look at both: npm run ops -- state list --env ${environment} --stack ${stack}. If the state in the bucket is right, move the file away; the next deploy takes over what exists and is in no state. If the file is: TF_WORKSPACE=${environment} terraform -chdir=${folder} state push -force errored.tfstate`,
  });
}

/** Out of Terraform's way, and not lost: whoever wants to know what was applied finds it. */
function setAside({ stacks, folder }: Session, stack: StackId): string {
  const stamp = new Date(stacks.io.now()).toISOString().replaceAll(':', '-');
  const file = join(folder, 'states', `${stamp}-${stack}-put.tfstate`);
  mkdirSync(join(folder, 'states'), { recursive: true, mode: 0o700 });
  renameSync(keptFile(stacks, stack), file);
  rmSync(baseFile(stacks, stack), { force: true });
  return shortPath(stacks.io.root, file);
}

function say({ stacks: { journal }, context }: Session, text: string): void {
  context.steps.say(`  ${text}`);
  journal.write({ kind: 'note', run: journal.run, text });
}
