import { checkName, isExact, type Job, type ReportedCheck, type Tree } from '../facts/index.js';
import { asksStatus } from './conditions.js';
import { checksOf, jobAt, reachFor, workflowAt } from './reported.js';
import { requirements } from './required-checks.js';

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
  const jobs = new Map(workflowAt(tree, file)?.jobs.map((one) => [one.id.toLowerCase(), one]));
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

/** Whether the failure of a job holds a pull request back by itself: every name that it reports is required. */
export function holdsBack(tree: Tree, check: ReportedCheck, job: Job): boolean {
  const required = requiredNames(tree);
  const level = check.segments.length - 1;
  const callers = check.segments.slice(0, level).map((segment) => segment.job);
  const names = checksOf(tree).filter(
    (one) =>
      one.workflow === check.workflow &&
      one.when !== 'skipped' &&
      one.segments[level]?.job === job.id &&
      callers.every((id, i) => one.segments[i]?.job === id) &&
      reachFor(one, 'pullRequest') === 'yes',
  );
  return (
    names.length > 0 &&
    names.every((one) => {
      const pieces = checkName(one);
      return isExact(pieces) && required.has(pieces[0] ?? '');
    })
  );
}

const namesOf = new WeakMap<Tree, ReadonlySet<string>>();

function requiredNames(tree: Tree): ReadonlySet<string> {
  const known = namesOf.get(tree);
  if (known !== undefined) return known;
  const names = new Set(requirements(tree).map(({ context }) => context));
  namesOf.set(tree, names);
  return names;
}
