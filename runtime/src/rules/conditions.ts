import type { Job, NamedText, Skip, Tree } from '../facts/index.js';
import { jobAt } from './reported.js';

/** The job whose `if` decides that a check is left out. */
export function decidingJob(tree: Tree, skip: Skip): Job | undefined {
  return jobAt(tree, { ...skip, pieces: [] });
}

/** Runs whatever became of the jobs that it needs. */
export const asksStatus = ({ condition }: Job): boolean =>
  /\b(always|cancelled|failure)\s*\(/i.test(condition?.text ?? '');

const RESULTS = /\bneeds\b[^}]*\bresult\b|\btoJSON\(\s*needs\b|\bfailure\s*\(/i;

/** A condition that turns on nothing but how the jobs before it ended: then being skipped is sound. */
export function asksResultsOnly({ condition }: Job): boolean {
  const text = condition?.text ?? '';
  return RESULTS.test(text) && !/\b(github|inputs|vars|outputs)\b/i.test(text);
}

/** A condition that turns on settings of the repository, or on inputs, that no file here shows. */
export function asksSettingsOnly({ condition }: Job): boolean {
  const text = condition?.text ?? '';
  return (
    /\b(vars|secrets|inputs)\b/i.test(text) && !/\bgithub\.(?!repository)|\bneeds\b/i.test(text)
  );
}

/** Whether a job looks at how those that it needs ended: in its condition, its steps or what it passes on. */
export function readsResults(job: Job): boolean {
  const texts = [job.condition?.text, ...textsOf(job.env), ...textsOf(job.with)];
  for (const step of job.steps ?? []) {
    texts.push(step.condition, step.run, ...textsOf(step.env), ...textsOf(step.with));
  }
  return texts.some((text) => text !== undefined && RESULTS.test(text));
}

const textsOf = (list: readonly NamedText[] | undefined): readonly string[] =>
  (list ?? []).map(({ text }) => text);
