import { EXIT, PhaseMirrorError } from '../../runtime/src/errors/index.js';
import type { Outcome } from '../../ops/frame/runbook.js';
import type { ReleaseContext } from '../frame/command.js';
import type { Parts } from './site.js';
import { planOf } from './resume.js';
import { siteFor, stopped } from './session.js';
import { stepsOf } from './steps/index.js';
import type { Step } from './step.js';

interface Row {
  readonly id: string;
  readonly title: string;
  readonly state: 'done' | 'todo' | 'conflict' | 'unknown' | 'could not look';
  readonly why?: string;
}

/** What the world says of each step. Writes nothing. Throws PM-8025. */
export async function statusOfRelease(context: ReleaseContext, parts: Parts): Promise<Outcome> {
  const plan = planOf(context);
  const site = siteFor(context, plan, parts);
  const rows: Row[] = [];
  for (const step of stepsOf(site)) rows.push(await rowOf(step));
  const stand = stopped(site, 'release');
  const bad = rows.some(({ state }) => state !== 'done' && state !== 'todo');
  const lines = rows.map(
    ({ title, state, why }) =>
      `  ${state.padEnd(14)} ${title}${why === undefined ? '' : ` (${why})`}\n`,
  );
  return {
    exit: bad ? EXIT.failed : EXIT.ok,
    json: { plan, steps: rows, stopped: stand?.trim() ?? null },
    text: [
      `${plan.tag}, begun ${plan.at} by ${plan.who}\n`,
      ...lines,
      stand === undefined ? '' : `${stand}\n`,
    ].join(''),
  };
}

async function rowOf(step: Step): Promise<Row> {
  const { id, title } = step;
  try {
    const seen = await step.probe();
    const why = 'why' in seen ? seen.why : seen.note;
    return { id, title, state: seen.state, ...(why === undefined ? {} : { why }) };
  } catch (error) {
    if (!(error instanceof PhaseMirrorError)) throw error;
    return { id, title, state: 'could not look', why: `${error.what}: ${error.why ?? ''}` };
  }
}
