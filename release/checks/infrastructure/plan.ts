import { z } from 'zod';
import type { Answer, Check } from '../check.js';

const CHANGE = z.object({ stack: z.string(), address: z.string(), action: z.string() });
const PLANNED = z.object({
  outcome: z.literal('dry run'),
  changes: z.array(CHANGE),
  stateful: z.array(CHANGE),
});
const REFUSED = z.object({ error: z.object({ code: z.string(), what: z.string() }) });

export const plan: Check = {
  id: 'infrastructure/plan',
  category: 'infrastructure',
  question: 'Would a deploy to the environment neither destroy nor replace what holds state?',
  remedy: 'Read the plan: `npm run ops -- deploy --env ENVIRONMENT --dry-run`.',
  heavy: true,
  async examine({ run, environment }) {
    const { stdout, exit } = await run('node', [
      ...['--import', 'tsx', 'ops/main.ts', 'deploy'],
      ...['--env', environment, '--dry-run', '--json'],
    ]);
    return judge(stdout, exit, environment);
  },
};

function judge(stdout: string, exit: number, environment: string): Answer {
  let answer: unknown;
  try {
    answer = JSON.parse(stdout);
  } catch {
    return { outcome: 'could-not-run', why: `the deploy answered no JSON (exit ${exit})` };
  }
  const refused = REFUSED.safeParse(answer);
  if (refused.success) {
    const { code, what } = refused.data.error;
    if (code !== 'PM-6004') return { outcome: 'could-not-run', why: `${code} ${what}` };
    return { outcome: 'fail', why: `state would be lost: ${what}`, subjects: what.split('; ') };
  }
  const planned = PLANNED.safeParse(answer);
  if (!planned.success || exit !== 0) {
    return { outcome: 'could-not-run', why: `the deploy showed no plan (exit ${exit})` };
  }
  // What the deploy lets pass is looked at again: the answer must not hang on its exit code alone.
  const losing = planned.data.stateful.filter(({ action }) => /^(delete|replace)$/.test(action));
  if (losing.length > 0) {
    const subjects = losing.map(({ stack, address, action }) => `${stack}: ${action} ${address}`);
    return { outcome: 'fail', why: `state would be lost: ${subjects.join('; ')}`, subjects };
  }
  const actions = planned.data.changes.map(({ action }) => action);
  const kinds = [...new Set(actions)].sort();
  const sums = kinds.map((kind) => `${actions.filter((one) => one === kind).length} ${kind}`);
  return {
    outcome: 'pass',
    why: `${environment}: ${sums.length === 0 ? 'nothing would change' : sums.join(', ')}; no state is lost`,
  };
}
