import {
  canBe,
  checkName,
  displayName,
  gapsOf,
  isExact,
  valueOf,
  type CheckSegment,
  type Job,
  type Quoted,
  type ReportedCheck,
  type Tree,
  type Workflow,
} from '../facts/index.js';

/** For what a check counts: the head of a pull request, or a group of the merge queue. */
export type Target = 'pullRequest' | 'mergeGroup';

/** Who reports a context. `perhaps`: it hangs on what cannot be known offline. */
export type Reported =
  | { readonly state: 'yes'; readonly by: readonly ReportedCheck[] }
  | { readonly state: 'perhaps'; readonly by: ReportedCheck; readonly reason: string }
  | { readonly state: 'no' };

export function checksOf(tree: Tree): readonly ReportedCheck[] {
  return valueOf(tree.checks) ?? [];
}

/** Whether some workflow could not be read, so that the list of checks may be too short. */
export function checksAreIncomplete(tree: Tree): boolean {
  return gapsOf(tree.checks).length > 0;
}

export function reportedBy(tree: Tree, context: string, target: Target): Reported {
  const { exact, open } = indexOf(tree);
  const by: ReportedCheck[] = [];
  let perhaps: Reported | undefined;
  for (const check of [...(exact.get(context) ?? []), ...open.filter((c) => fits(c, context))]) {
    const reach = reachFor(check, target);
    if (reach === 'no' || check.when === 'skipped') continue;
    if (reach === 'yes' && check.certain) by.push(check);
    else perhaps ??= { state: 'perhaps', by: check, reason: whyPerhaps(check, context) };
  }
  if (by.length > 0) return { state: 'yes', by };
  return perhaps ?? { state: 'no' };
}

/** Whether the job of a check, when a job that it needs fails, is skipped under the very same name. */
export function isGreenWhenSkipped(tree: Tree, check: ReportedCheck): boolean {
  const path = pathOf(check);
  const { exact } = indexOf(tree);
  const [name] = checkName(check);
  return (exact.get(name ?? '') ?? []).some(
    (twin) => twin.when === 'skipped' && twin.workflow === check.workflow && pathOf(twin) === path,
  );
}

/** Whether the opening of a pull request, or a push to one, starts the check: what an `if` reads is known best then. */
export function isProposed({ starts }: ReportedCheck): boolean {
  return starts.some(
    ({ event, reach }) =>
      reach.pullRequest === 'yes' && (event === 'pull_request' || event === 'pull_request_target'),
  );
}

/** The job of a check as its callers reach it: ids of jobs, outermost caller first. */
export function pathOf({ segments }: ReportedCheck): string {
  return segments.map(({ job }) => job).join(' / ');
}

/** The checks of a job, and of all that it calls, in a workflow that an event starts. */
export function checksUnder(
  tree: Tree,
  workflow: string,
  path: readonly string[],
): readonly ReportedCheck[] {
  return underOf(tree).get(underKey(workflow, path)) ?? [];
}

/** The most that any event makes of a check. */
export function reachFor(check: ReportedCheck, target: Target): 'yes' | 'by-hand' | 'no' {
  const reaches = check.starts.map((start) => start.reach[target]);
  if (reaches.includes('yes')) return 'yes';
  return reaches.includes('by-hand') ? 'by-hand' : 'no';
}

/** Name for people; `*` stands for what is not known. */
export function nameOf(check: ReportedCheck): string {
  return displayName(checkName(check));
}

/** The events that a check is reported on, in a sentence. */
export function eventsOf(check: ReportedCheck): string {
  return check.starts.map((start) => start.event).join(', ');
}

export function workflowAt(tree: Tree, path: string | undefined): Workflow | undefined {
  return path === undefined ? undefined : indexOf(tree).workflows.get(path);
}

/** The job of one level of a check's name; undefined when it is in a workflow that is not here. */
export function jobAt(tree: Tree, segment: CheckSegment | undefined): Job | undefined {
  return segment === undefined ? undefined : indexOf(tree).jobs.get(segment.file)?.get(segment.job);
}

/** Where the name of the job stands that reports a check: the innermost that is here. */
export function placeOfCheck(tree: Tree, check: ReportedCheck): Quoted | undefined {
  const job = jobAt(
    tree,
    check.segments.findLast((segment) => segment.job !== ''),
  );
  const at = job?.name ?? job?.at;
  return at === undefined ? undefined : { place: at.place, quote: at.quote };
}

/** Where the event stands that starts a check, the one that reaches pull requests first. */
export function triggerOf(tree: Tree, check: ReportedCheck): Quoted | undefined {
  const start =
    check.starts.find(({ reach }) => reach.pullRequest === 'yes') ??
    check.starts.find(({ reach }) => reach.filtered) ??
    check.starts[0];
  const triggers = workflowAt(tree, check.workflow)?.triggers ?? [];
  const trigger = triggers.find((t) => t.event === start?.event);
  return trigger === undefined ? undefined : { place: trigger.place, quote: trigger.quote };
}

interface TreeIndex {
  /** Checks by their name, where the whole of it is known. */
  readonly exact: ReadonlyMap<string, readonly ReportedCheck[]>;
  /** Checks whose name is not known in full. */
  readonly open: readonly ReportedCheck[];
  readonly workflows: ReadonlyMap<string, Workflow>;
  /** By file, then by id. */
  readonly jobs: ReadonlyMap<string, ReadonlyMap<string, Job>>;
}

const underKey = (workflow: string, path: readonly string[]): string =>
  [workflow, ...path].join('\0');

/** Made once a tree: a branch may require a thousand checks. */
const indexes = new WeakMap<Tree, TreeIndex>();

function indexOf(tree: Tree): TreeIndex {
  const known = indexes.get(tree);
  if (known !== undefined) return known;
  const exact = new Map<string, ReportedCheck[]>();
  const open: ReportedCheck[] = [];
  for (const check of checksOf(tree)) {
    const pieces = checkName(check);
    const [name] = pieces;
    if (!isExact(pieces) || name === undefined) {
      open.push(check);
      continue;
    }
    addTo(exact, name, check);
  }
  const list = valueOf(tree.workflows) ?? [];
  const workflows = new Map(list.map((workflow) => [workflow.path, workflow]));
  const jobs = new Map(list.map((w) => [w.path, new Map(w.jobs.map((job) => [job.id, job]))]));
  const index = { exact, open, workflows, jobs };
  indexes.set(tree, index);
  return index;
}

/** Checks by the jobs that lead to them, each prefix of the way; for the rules that ask about callers. */
const waysTo = new WeakMap<Tree, ReadonlyMap<string, readonly ReportedCheck[]>>();

function underOf(tree: Tree): ReadonlyMap<string, readonly ReportedCheck[]> {
  const known = waysTo.get(tree);
  if (known !== undefined) return known;
  const under = new Map<string, ReportedCheck[]>();
  for (const check of checksOf(tree)) {
    const path = check.segments.map(({ job }) => job);
    for (let level = 1; level <= path.length; level += 1) {
      addTo(under, underKey(check.workflow, path.slice(0, level)), check);
    }
  }
  waysTo.set(tree, under);
  return under;
}

function addTo<T>(groups: Map<string, T[]>, key: string, one: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [one]);
  else group.push(one);
}

function fits({ segments }: ReportedCheck, context: string): boolean {
  return canBe(
    segments.map((segment) => segment.pieces),
    context,
  );
}

function whyPerhaps(check: ReportedCheck, context: string): string {
  const { workflow } = check;
  if (reachFor(check, 'pullRequest') === 'by-hand') {
    return `${workflow} reports ${quoted(context)} on ${eventsOf(check)} only: somebody or something must start it`;
  }
  if (isExact(checkName(check))) {
    return `${workflow} may report ${quoted(context)}, but GitHub may refuse the file or leave the job out`;
  }
  return `${workflow} reports ${quoted(nameOf(check))}, which is not known before it runs and may be ${quoted(context)}`;
}

/** A name in a sentence. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}
