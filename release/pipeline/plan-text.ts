import type { ReleasePlan } from './release-plan.js';
import type { Step } from './step.js';

/** The plan as a person reads it: each step, its calls, its reverse; and from where there is no way back. */
export function renderPlan(plan: ReleasePlan, steps: readonly Step[]): string {
  const { version, tag, repository, start, branch, previousTag } = plan;
  const { owner, name } = repository;
  const lines = [
    `Release ${version}${plan.prerelease ? ' (a prerelease)' : ''} of ${owner}/${name}, from ${branch} at ${start.slice(0, 7)}, ${previousTag === undefined ? 'the first one' : `after ${previousTag}`}: ${tag}`,
  ];
  const width = String(steps.length).length;
  const point = steps.findIndex(({ reversible }) => !reversible);
  steps.forEach(({ title, calls, reverse }, at) => {
    if (at === point) lines.push('', '  -------- irreversible from here --------', '');
    const pad = ' '.repeat(width + 4);
    lines.push(`  ${String(at + 1).padStart(width)}  ${title}`);
    lines.push(...calls.map((call) => `${pad}${call}`), `${pad}back: ${reverse}`);
  });
  return `${lines.join('\n')}\n`;
}

/** The plan in the `--json` document. */
export function planDocument(
  plan: ReleasePlan,
  steps: readonly Step[],
): Readonly<Record<string, unknown>> {
  const point = steps.findIndex(({ reversible }) => !reversible);
  return {
    ...plan,
    steps: steps.map(({ id, title, calls, reverse }) => ({ id, title, calls, reverse })),
    irreversibleFrom: steps[point]?.id ?? null,
  };
}
