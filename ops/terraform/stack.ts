import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { StackId } from '../../runtime/src/names/index.js';
import type { Steps } from '../frame/steps.js';
import { failureOf } from './failure.js';
import { readStamp, stampOf, writeStamp } from './init-stamp.js';
import { changesOf, type StackPlan } from './plan.js';
import { progressOf } from './progress.js';
import { stackFailure } from './stack-failure.js';
import { runTerraform, type Command, type CommandResult, type Terraform } from './terraform.js';

/** Terraform on the stacks of one environment, with the steps that a person sees. */
export interface Stacks extends Terraform {
  readonly steps: Steps;
  /** Folder of the saved plans. */
  readonly plans: string;
  /** What the AWS behind the endpoint is: a restarted emulator is another one. */
  readonly instance: string;
}

const CHANGES = 2;
/** Somebody's plan is over by then; somebody's apply is worth naming. */
export const LOCK_TIMEOUT = '-lock-timeout=15s';

/**
 * Repeats a command once when a connection broke between Terraform, the provider and an endpoint of
 * one's own: emulators drop one now and then. Real AWS is retried by the provider itself.
 */
async function patiently(stacks: Stacks, command: Command): Promise<CommandResult> {
  const result = await runTerraform(stacks, command);
  if (result.exit === 0 || stacks.env['AWS_ENDPOINT_URL'] === undefined) return result;
  // An apply is repeated by its caller with a fresh plan: the old one is stale.
  if (command.what === 'apply' || result.exit === CHANGES) return result;
  if (failureOf(result.diagnostics, result.output).kind !== 'connection') return result;
  stacks.steps.say(`  ${command.stack}: a connection broke during ${command.what}; once more`);
  return runTerraform(stacks, command);
}

async function mustSucceed(stacks: Stacks, command: Command): Promise<CommandResult> {
  const result = await patiently(stacks, command);
  if (result.exit !== 0) throw stackFailure(stacks, command.stack, command.what, result);
  return result;
}

export type InitMode = 'ordinary' | 'reconfigure' | 'migrate';

/**
 * `terraform init`, left out when backend, providers and CLI configuration are those of the last
 * one. Answers whether it ran. `reconfigure` forgets the backend used before, `migrate` copies the
 * state from it.
 */
export async function initialise(
  stacks: Stacks,
  stack: StackId,
  mode: InitMode = 'ordinary',
): Promise<boolean> {
  const stamp = stampOf(stacks, stack);
  if (mode === 'ordinary' && readStamp(stacks, stack).initialised === stamp) return false;
  const extra = {
    ordinary: ['-reconfigure'],
    reconfigure: ['-reconfigure'],
    migrate: ['-migrate-state', '-force-copy'],
  }[mode];
  await mustSucceed(stacks, {
    stack,
    what: mode === 'migrate' ? 'migrate' : 'init',
    args: ['init', '-input=false', '-no-color', ...extra],
    inWorkspace: false,
  });
  // Written afterwards: an init that died is done again.
  writeStamp(stacks, stack, { initialised: stamp });
  return true;
}

/** Makes the environment's workspace and selects it, once for each backend. */
export async function selectWorkspace(stacks: Stacks, stack: StackId): Promise<void> {
  const { initialised, workspace } = readStamp(stacks, stack);
  const selected = `${stacks.environment} ${stacks.instance}`;
  if (initialised !== undefined && workspace === selected) return;
  await mustSucceed(stacks, {
    stack,
    what: 'workspace',
    args: ['workspace', 'select', '-or-create', '-no-color', stacks.environment],
    inWorkspace: false,
  });
  if (initialised !== undefined) writeStamp(stacks, stack, { initialised, workspace: selected });
}

export interface PlanOptions {
  readonly targets?: readonly string[];
  /** False for a dry run: nothing is written, not even a lock. */
  readonly lock?: boolean;
  /** Only what is live against the state, whatever the configuration says. */
  readonly refreshOnly?: boolean;
}

/** The exact arguments of a plan, for running and for showing. */
export function planArgs(
  file: string,
  { targets = [], lock = true, refreshOnly = false }: PlanOptions,
): string[] {
  return [
    'plan',
    '-json',
    '-input=false',
    '-detailed-exitcode',
    ...(refreshOnly ? ['-refresh-only'] : []),
    lock ? LOCK_TIMEOUT : '-lock=false',
    ...targets.map((target) => `-target=${target}`),
    `-out=${file}`,
  ];
}

export const planFile = (stacks: Pick<Stacks, 'plans'>, stack: StackId): string =>
  join(stacks.plans, `${stack}.tfplan`);

/** Plans one stack into a file. Throws PM-6001, PM-6002, PM-6003 or PM-6007. */
export async function planStack(
  stacks: Stacks,
  stack: StackId,
  options: PlanOptions = {},
): Promise<StackPlan> {
  const { plan, result } = await tryPlan(stacks, stack, options);
  if (plan === undefined) throw stackFailure(stacks, stack, 'plan', result);
  return plan;
}

/** Like `planStack`, but a failure is answered, for callers that can do something about it. */
export async function tryPlan(
  stacks: Stacks,
  stack: StackId,
  options: PlanOptions = {},
): Promise<{ readonly plan?: StackPlan; readonly result: CommandResult }> {
  const file = planFile(stacks, stack);
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const result = await patiently(stacks, { stack, what: 'plan', args: planArgs(file, options) });
  if (result.exit !== 0 && result.exit !== CHANGES) return { result };
  const changes = changesOf(result.events);
  return { plan: { stack, file, changes, changed: result.exit === CHANGES }, result };
}

export const applyArgs = (file: string): string[] => [
  'apply',
  '-json',
  '-input=false',
  LOCK_TIMEOUT,
  file,
];

/** Applies exactly the plan in the file; answers the result, whatever it is. */
export async function applyPlan(
  stacks: Stacks,
  { stack, file }: StackPlan,
  what: 'apply' | 'bootstrap' = 'apply',
): Promise<CommandResult> {
  const progress = progressOf(stack, stacks.steps, () => stacks.io.now());
  try {
    return await runTerraform(stacks, {
      stack,
      what,
      args: applyArgs(file),
      onEvent: (event) => progress.onEvent(event),
    });
  } finally {
    progress.stop();
  }
}

/** Destroys everything in the stack's state. */
export async function destroyStack(
  stacks: Stacks,
  stack: StackId,
  refresh: boolean,
): Promise<CommandResult> {
  const progress = progressOf(stack, stacks.steps, () => stacks.io.now());
  try {
    return await runTerraform(stacks, {
      stack,
      what: 'destroy',
      args: ['apply', '-destroy', '-auto-approve', '-json', '-input=false', `-refresh=${refresh}`],
      onEvent: (event) => progress.onEvent(event),
    });
  } finally {
    progress.stop();
  }
}
