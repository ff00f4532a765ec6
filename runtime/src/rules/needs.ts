import {
  checkName,
  isExact,
  type Job,
  type ReportedCheck,
  type Tree,
  type Workflow,
} from '../facts/index.js';
import { asksStatus } from './conditions.js';
import { checksUnder, jobAt, reachFor, workflowAt } from './reported.js';
import { requires } from './required-checks.js';

/** The job that reports a check, and the file that it stands in; undefined where that is not here. */
export function jobOfCheck(
  tree: Tree,
  check: ReportedCheck,
): { readonly job: Job; readonly file: string } | undefined {
  const segment = check.segments.at(-1);
  const job = jobAt(tree, segment);
  return job === undefined || segment === undefined ? undefined : { job, file: segment.file };
}

/**
 * The jobs whose failure skips a job: those that it needs, and what those need in turn. One that runs
 * whatever happened before it ends the chain.
 */
export function needsOf(tree: Tree, file: string, job: Job): readonly Job[] {
  const jobs = jobsOf(workflowAt(tree, file));
  const found = new Set<Job>();
  const open = [...job.needs];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const need = jobs.get(id.toLowerCase());
    if (need === undefined || found.has(need)) continue;
    found.add(need);
    if (!asksStatus(need)) open.push(...need.needs);
  }
  return [...found];
}

const jobsById = new WeakMap<Workflow, ReadonlyMap<string, Job>>();

/** Jobs by their id in lower case: needs are compared without case. */
function jobsOf(workflow: Workflow | undefined): ReadonlyMap<string, Job> {
  if (workflow === undefined) return new Map();
  const known = jobsById.get(workflow);
  if (known !== undefined) return known;
  const jobs = new Map(workflow.jobs.map((job) => [job.id.toLowerCase(), job]));
  jobsById.set(workflow, jobs);
  return jobs;
}

/** Whether the failure of a job holds a pull request back by itself: every name that it reports is required. */
export function holdsBack(tree: Tree, check: ReportedCheck, job: Job): boolean {
  const callers = check.segments.slice(0, -1).map((segment) => segment.job);
  const reported = checksUnder(tree, check.workflow, [...callers, job.id]).filter(
    (one) => one.when !== 'skipped' && reachFor(one, 'pullRequest') === 'yes',
  );
  return (
    reported.length > 0 &&
    reported.every((one) => {
      const pieces = checkName(one);
      return isExact(pieces) && requires(tree, pieces[0] ?? '');
    })
  );
}
