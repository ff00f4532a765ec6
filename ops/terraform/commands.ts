import { shortPath } from '../frame/tool-failure.js';
import type { StackPlan } from './plan.js';
import type { Session } from './session.js';
import { applyArgs, planArgs } from './stack.js';

/** The commands of a deploy as a person would type them at the project's root. */
export function commandsOf({ stacks }: Session, plans: readonly StackPlan[]): readonly string[] {
  return plans.flatMap(({ stack, file, changed }) => {
    const folder = shortPath(stacks.io.root, stacks.folderOf(stack));
    const terraform = `TF_WORKSPACE=${stacks.environment} terraform -chdir=${folder}`;
    return [
      `${terraform} ${planArgs(file, {}).join(' ')}`,
      ...(changed ? [`${terraform} ${applyArgs(file).join(' ')}`] : []),
    ];
  });
}
