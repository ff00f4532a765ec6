import { alwaysTodo, type Step } from './step.js';

/** The steps that take steps back, the last one first; what only reads has none. */
export function takenBack(steps: readonly Step[]): readonly Step[] {
  return steps
    .filter(({ reverse }) => !reverse.startsWith('nothing to take back'))
    .map((step): Step => ({
      ...step,
      id: `back-${step.id}`,
      title: `take back: ${step.title}`,
      calls: [],
      probe: alwaysTodo,
      run: async () => (await step.undo()) ?? 'nothing was there',
    }))
    .reverse();
}
