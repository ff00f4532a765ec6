import {
  checkName,
  displayName,
  isExact,
  type ReportedCheck,
  type Tree,
} from '../../facts/index.js';
import { checksOf, jobAt, nameOf, reachFor, workflowAt } from '../reported.js';
import {
  decorations,
  idVariants,
  parentVariants,
  parts,
  roundNumbers,
  squeeze,
  uncutName,
  workflowTitles,
  type SpelledSegment,
} from './misspellings.js';

/** How a required context misses the name that is really reported; the likeliest first. */
export const CAUSES = [
  'job-id',
  'matrix-parent',
  'missing-callee',
  'missing-caller',
  'workflow-prefix',
  'workflow-name',
  'cut-at-100',
  'yaml-number',
  'letter-case',
  'spacing',
  'matrix-combination',
  'template',
  'branch-filter',
  'other-event',
] as const;
export type Cause = (typeof CAUSES)[number];

export interface NearMiss {
  readonly cause: Cause;
  /** The check that was probably meant. */
  readonly check: ReportedCheck;
  /** What the job, or the workflow, really reports. */
  readonly names: readonly string[];
}

/**
 * The likeliest check that a context was meant to name, or undefined when nothing resembles it in a
 * way that people are known to err. Only exact kinds of resemblance count: a small edit distance
 * would take `test-1` of another app for `test-2` of a workflow.
 */
export function nearestMiss(context: string, tree: Tree): NearMiss | undefined {
  const index = indexOf(tree);
  for (const cause of CAUSES) {
    for (const key of KEYS[cause]?.(context) ?? [context]) {
      const check = index.wrongNames.get(cause)?.get(key);
      if (check !== undefined) return { cause, check, names: index.namesNear(check, cause) };
    }
  }
  return undefined;
}

/** Under which words a context is looked up, where they are not the context itself. */
const KEYS: Readonly<Partial<Record<Cause, (context: string) => readonly string[]>>> = {
  'yaml-number': (context) => [roundNumbers(context)].filter((rounded) => rounded !== context),
  'letter-case': (context) => [context.toLowerCase()],
  spacing: (context) => [squeeze(context)],
  'matrix-combination': (context) => (context.endsWith(')') ? beforeBrackets(context) : []),
};

/** `a (b) (c)` may be a combination of `a` or of `a (b)`. */
function beforeBrackets(context: string): readonly string[] {
  const starts: string[] = [];
  for (let at = context.indexOf(' ('); at >= 0; at = context.indexOf(' (', at + 1)) {
    starts.push(context.slice(0, at));
  }
  return starts;
}

interface Index {
  /** The first check that each wrong name is near to, by the kind of mistake. */
  readonly wrongNames: ReadonlyMap<Cause, ReadonlyMap<string, ReportedCheck>>;
  /** Names that are reported beside a check: of its job, or of its whole workflow. */
  namesNear(check: ReportedCheck, cause: Cause): readonly string[];
}

/** Built when the first context is missing, then kept: a tree may miss a thousand. */
const indexes = new WeakMap<Tree, Index>();

function indexOf(tree: Tree): Index {
  const known = indexes.get(tree);
  if (known !== undefined) return known;
  const wrongNames = new Map<Cause, Map<string, ReportedCheck>>(CAUSES.map((c) => [c, new Map()]));
  const named = new Map<string, Set<string>>();
  for (const check of byReach(checksOf(tree))) {
    for (const [cause, name] of mistakes(tree, check)) {
      const table = wrongNames.get(cause);
      if (table?.has(name) === false) table.set(name, check);
    }
    if (check.when === 'skipped' || !isExact(checkName(check))) continue;
    for (const scope of SCOPES) {
      const key = groupOf(check, scope);
      named.set(key, (named.get(key) ?? new Set()).add(nameOf(check)));
    }
  }
  const index: Index = {
    wrongNames,
    namesNear: (check, cause) => [...(named.get(groupOf(check, scopeOf(cause))) ?? [])],
  };
  indexes.set(tree, index);
  return index;
}

/** Checks that report to pull requests by themselves come first: they were meant sooner. */
function byReach(checks: readonly ReportedCheck[]): readonly ReportedCheck[] {
  const isOwn = (check: ReportedCheck): boolean => reachFor(check, 'pullRequest') === 'yes';
  return [...checks.filter(isOwn), ...checks.filter((check) => !isOwn(check))];
}

const SCOPES = ['workflow', 'caller', 'job'] as const;
type GroupScope = (typeof SCOPES)[number];

function scopeOf(cause: Cause): GroupScope {
  if (cause === 'workflow-name') return 'workflow';
  return cause === 'missing-callee' ? 'caller' : 'job';
}

function groupOf(check: ReportedCheck, scope: GroupScope): string {
  const jobs = check.segments.map((segment) => segment.job);
  const path = scope === 'workflow' ? [] : scope === 'caller' ? jobs.slice(0, 1) : jobs;
  return [scope, check.workflow, reachFor(check, 'pullRequest'), ...path].join('\0');
}

/** Every wrong name that a check is known to be called by. */
function* mistakes(tree: Tree, check: ReportedCheck): Generator<readonly [Cause, string]> {
  const pieces = checkName(check);
  const name = displayName(pieces);
  if (reachFor(check, 'pullRequest') === 'no') {
    if (check.when === 'skipped' || !isExact(pieces)) return;
    const filtered = check.starts.some((start) => start.reach.filtered);
    yield [filtered ? 'branch-filter' : 'other-event', name];
    return;
  }
  if (check.when === 'skipped') {
    yield ['template', name];
    return;
  }
  const segments = check.segments.map((segment): SpelledSegment => ({
    ...segment,
    written: jobAt(tree, segment)?.name?.text,
  }));
  const workflow = workflowAt(tree, check.workflow);
  const events = check.starts.map((start) => start.event);
  for (const wrong of idVariants(segments)) yield ['job-id', wrong];
  const parents = parentVariants(segments);
  for (const wrong of parents) yield ['matrix-parent', wrong];
  for (const wrong of parts(segments, 'head')) yield ['missing-callee', wrong];
  for (const wrong of parts(segments, 'tail')) yield ['missing-caller', wrong];
  for (const wrong of decorations(name, events, workflow)) yield ['workflow-prefix', wrong];
  for (const wrong of workflowTitles(workflow)) yield ['workflow-name', wrong];
  const uncut = uncutName(segments);
  if (uncut !== undefined) yield ['cut-at-100', uncut];
  if (!isExact(pieces)) return;
  yield ['yaml-number', name];
  yield ['letter-case', name.toLowerCase()];
  yield ['spacing', squeeze(name)];
  for (const parent of parents) yield ['matrix-combination', parent];
}
