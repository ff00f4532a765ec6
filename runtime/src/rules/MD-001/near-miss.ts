import {
  checkName,
  displayName,
  isExact,
  type ReportedCheck,
  type Tree,
  type Workflow,
} from '../../facts/index.js';
import { checksOf, jobAt, reachFor, workflowAt } from '../reported.js';
import type { Requirement } from '../required-checks.js';
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

/**
 * Resemblance that is no more than a hint where any source may report the context: other apps report
 * under such names as well. Code scanning reports `CodeQL` for a workflow that is often called so too.
 */
const HINTS: ReadonlySet<Cause> = new Set(['workflow-name', 'letter-case', 'spacing']);

export interface NearMiss {
  readonly cause: Cause;
  /** Whether the context may all the same be the true name of another app's check. */
  readonly hint: boolean;
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
export function nearestMiss(
  { context, app }: Pick<Requirement, 'context' | 'app'>,
  tree: Tree,
): NearMiss | undefined {
  const index = indexOf(tree);
  let hint: NearMiss | undefined;
  for (const cause of CAUSES) {
    const table = index.wrongNames(cause);
    if (table.size === 0) continue;
    for (const key of KEYS[cause]?.(context) ?? [context]) {
      const spelled = table.get(key);
      if (spelled === undefined) continue;
      const { check } = spelled;
      const names = index.namesNear(spelled, scopeOf(cause));
      if (app !== undefined || !HINTS.has(cause)) return { cause, check, names, hint: false };
      hint ??= { cause, check, names, hint: true };
    }
  }
  return hint;
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

/** A check with all that its wrong names are made of. */
interface Spelled {
  readonly check: ReportedCheck;
  readonly name: string;
  readonly exact: boolean;
  readonly reach: ReturnType<typeof reachFor>;
  readonly segments: readonly SpelledSegment[];
  readonly workflow: Workflow | undefined;
}

/** Names that a check is known to be called by, by the kind of mistake. */
const MISTAKES: Readonly<Record<Cause, (spelled: Spelled) => readonly string[]>> = {
  'job-id': running(({ segments }) => idVariants(segments)),
  'matrix-parent': running(({ segments }) => parentVariants(segments)),
  'missing-callee': running(({ segments }) => parts(segments, 'head')),
  'missing-caller': running(({ segments }) => parts(segments, 'tail')),
  'workflow-prefix': running(({ name, check, workflow }) =>
    decorations(
      name,
      check.starts.map((start) => start.event),
      workflow,
    ),
  ),
  'workflow-name': running(({ workflow }) => workflowTitles(workflow)),
  'cut-at-100': running(({ segments }) => uncutName(segments)),
  'yaml-number': running(({ name, exact }) => (exact ? [name] : [])),
  'letter-case': running(({ name, exact }) => (exact ? [name.toLowerCase()] : [])),
  spacing: running(({ name, exact }) => (exact ? [squeeze(name)] : [])),
  'matrix-combination': running(({ segments, exact }) => (exact ? parentVariants(segments) : [])),
  template: ({ check, name, reach }) => (check.when === 'skipped' && reach !== 'no' ? [name] : []),
  'branch-filter': elsewhere((filtered) => filtered),
  'other-event': elsewhere((filtered) => !filtered),
};

/** Only of checks that report to pull requests while their job runs. */
function running(
  wrongNames: (spelled: Spelled) => readonly string[],
): (spelled: Spelled) => readonly string[] {
  return (spelled) =>
    spelled.reach === 'no' || spelled.check.when === 'skipped' ? [] : wrongNames(spelled);
}

/** The very name, of a check that never reports to these pull requests. */
function elsewhere(holds: (filtered: boolean) => boolean): (spelled: Spelled) => readonly string[] {
  return ({ check, name, exact, reach }) => {
    if (reach !== 'no' || check.when === 'skipped' || !exact) return [];
    return holds(check.starts.some((start) => start.reach.filtered)) ? [name] : [];
  };
}

interface Index {
  /** The first check that each wrong name of a kind is near to. */
  wrongNames(cause: Cause): ReadonlyMap<string, Spelled>;
  /** Names that are reported by the checks of the same scope as this one. */
  namesNear(spelled: Spelled, scope: GroupScope): readonly string[];
}

/** Built when the first context is missing, each kind when it is first asked for: a tree may miss a thousand. */
const indexes = new WeakMap<Tree, Index>();

function indexOf(tree: Tree): Index {
  const known = indexes.get(tree);
  if (known !== undefined) return known;
  const all = checksOf(tree).map((check) => spell(tree, check));
  // Those that report to pull requests by themselves come first: they were meant sooner.
  const spelled = [
    ...all.filter((s) => s.reach === 'yes'),
    ...all.filter((s) => s.reach !== 'yes'),
  ];
  const tables = new Map<Cause, ReadonlyMap<string, Spelled>>();
  const groups = new Map<GroupScope, ReadonlyMap<Spelled, ReadonlySet<string>>>();
  const index: Index = {
    wrongNames(cause) {
      const table = tables.get(cause) ?? tableOf(spelled, cause);
      tables.set(cause, table);
      return table;
    },
    namesNear(one, scope) {
      const names = groups.get(scope) ?? groupNames(spelled, scope);
      groups.set(scope, names);
      return [...(names.get(one) ?? [])];
    },
  };
  indexes.set(tree, index);
  return index;
}

function spell(tree: Tree, check: ReportedCheck): Spelled {
  const pieces = checkName(check);
  return {
    check,
    name: displayName(pieces),
    exact: isExact(pieces),
    reach: reachFor(check, 'pullRequest'),
    segments: check.segments.map((s) => ({ ...s, written: jobAt(tree, s)?.name?.text })),
    workflow: workflowAt(tree, check.workflow),
  };
}

function tableOf(spelled: readonly Spelled[], cause: Cause): ReadonlyMap<string, Spelled> {
  const table = new Map<string, Spelled>();
  for (const one of spelled) {
    for (const wrong of MISTAKES[cause](one)) if (!table.has(wrong)) table.set(wrong, one);
  }
  return table;
}

function groupNames(
  spelled: readonly Spelled[],
  scope: GroupScope,
): ReadonlyMap<Spelled, ReadonlySet<string>> {
  const groups = new Map<string, Set<string>>();
  const groupOfEach = new Map<Spelled, ReadonlySet<string>>();
  for (const one of spelled) {
    const key = groupOf(one, scope);
    const names = groups.get(key) ?? new Set();
    groups.set(key, names);
    groupOfEach.set(one, names);
    if (one.check.when !== 'skipped' && one.exact) names.add(one.name);
  }
  return groupOfEach;
}

type GroupScope = 'workflow' | 'caller' | 'job';

function scopeOf(cause: Cause): GroupScope {
  if (cause === 'workflow-name') return 'workflow';
  return cause === 'missing-callee' ? 'caller' : 'job';
}

/** The checks to name beside one: of its job, of its caller, or of its whole workflow. */
function groupOf({ check, reach }: Spelled, scope: GroupScope): string {
  const levels = { workflow: 0, caller: 1, job: check.segments.length }[scope];
  let group = `${check.workflow}\0${reach}`;
  for (const { job } of check.segments.slice(0, levels)) group += `\0${job}`;
  return group;
}
