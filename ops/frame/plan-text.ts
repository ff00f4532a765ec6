import { writes, type Plan } from './plan.js';

/** The plan as a person reads it, and as `--dry-run` prints it: every call, the writes marked. */
export function renderPlan(plan: Plan): string {
  const rows = plan.steps.flatMap(({ title, effect, calls }) => [
    `  ${effect.padEnd(5)}  ${title}`,
    ...calls.map((call) => `           ${call}`),
  ]);
  const notes = (plan.notes ?? []).map((note) => `  note   ${note}`);
  const undo = plan.undo === undefined || !writes(plan) ? [] : [`  undo   ${plan.undo}`];
  return [plan.what, ...rows, ...notes, ...undo].map((line) => `${line}\n`).join('');
}

/** The plan in the `--json` document. */
export function planDocument({
  what,
  steps,
  notes = [],
  undo,
}: Plan): Readonly<Record<string, unknown>> {
  return {
    what,
    steps: steps.map(({ id, title, effect, calls }) => ({ id, title, effect, calls })),
    notes,
    ...(undo === undefined ? {} : { undo }),
  };
}
