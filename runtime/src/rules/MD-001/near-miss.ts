import {
  checkName,
  displayName,
  isExact,
  type CheckSegment,
  type ReportedCheck,
  type Workflow,
} from '../../facts/index.js';
import { nameOf } from '../required-checks.js';

/** How a required context misses the name that is really reported. */
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
export function nearestMiss(
  context: string,
  checks: readonly ReportedCheck[],
  workflows: readonly Workflow[],
): NearMiss | undefined {
  const names = new Map(workflows.map((workflow) => [workflow.path, workflow]));
  let best: { readonly cause: Cause; readonly check: ReportedCheck } | undefined;
  for (const check of checks) {
    const cause = causeOf(context, check, names.get(check.workflow));
    if (cause === undefined) continue;
    if (best === undefined || rank(cause) < rank(best.cause)) best = { cause, check };
  }
  if (best === undefined) return undefined;
  const { cause, check } = best;
  const meant = checks.filter(
    (c) => isExact(checkName(c)) && c.when !== 'skipped' && belongs(c, check, cause),
  );
  return { cause, check, names: [...new Set(meant.map(nameOf))] };
}

const rank = (cause: Cause): number => CAUSES.indexOf(cause);

/** The checks to name beside the one found: of its job, or of its whole workflow. */
function belongs(other: ReportedCheck, check: ReportedCheck, cause: Cause): boolean {
  if (other.workflow !== check.workflow || other.event !== check.event) return false;
  if (cause === 'workflow-name') return true;
  if (cause === 'missing-callee') return other.segments[0]?.job === check.segments[0]?.job;
  return pathOf(other) === pathOf(check);
}

const pathOf = (check: ReportedCheck): string => check.segments.map((s) => s.job).join('/');

function causeOf(
  context: string,
  check: ReportedCheck,
  workflow: Workflow | undefined,
): Cause | undefined {
  const pieces = checkName(check);
  const name = displayName(pieces);
  if (check.reach.pullRequest === 'no') {
    if (name !== context || !isExact(pieces) || check.when === 'skipped') return undefined;
    return check.reach.filtered ? 'branch-filter' : 'other-event';
  }
  if (check.when === 'skipped') return name === context ? 'template' : undefined;
  if (idVariants(check.segments).includes(context)) return 'job-id';
  const parents = parentVariants(check.segments);
  if (parents.includes(context)) return 'matrix-parent';
  if (isPartOf(check.segments, context, 'head')) return 'missing-callee';
  if (isPartOf(check.segments, context, 'tail')) return 'missing-caller';
  if (decorations(name, check, workflow).includes(context)) return 'workflow-prefix';
  if (workflowTitles(workflow).includes(context)) return 'workflow-name';
  if (uncutName(check.segments) === context) return 'cut-at-100';
  if (!isExact(pieces)) return undefined;
  if (roundNumbers(context) === name) return 'yaml-number';
  if (context.toLowerCase() === name.toLowerCase()) return 'letter-case';
  if (squeeze(context) === squeeze(name)) return 'spacing';
  const combination = parents.some((p) => context.startsWith(`${p} (`) && context.endsWith(')'));
  return combination ? 'matrix-combination' : undefined;
}

const JOINT = ' / ';

/** The name with job ids in place of `name`: all levels, or one of them. */
function idVariants(segments: readonly CheckSegment[]): readonly string[] {
  const shown = segments.map((s) => displayName(s.pieces));
  const ids = segments.map(withId);
  const name = shown.join(JOINT);
  const variants = [ids, ...ids.map((id, i) => shown.map((s, j) => (i === j ? id : s)))];
  return variants.map((v) => v.join(JOINT)).filter((variant) => variant !== name);
}

/** `Build (linux)` of a job `build` named `Build` is `build (linux)`. */
function withId({ job, written, pieces }: CheckSegment): string {
  const shown = displayName(pieces);
  if (written === undefined) return shown;
  return shown.startsWith(`${written} (`) ? `${job}${shown.slice(written.length)}` : job;
}

/** The name without the suffix of its matrix, by `name` and by id. */
function parentVariants(segments: readonly CheckSegment[]): readonly string[] {
  const last = segments.at(-1);
  if (last === undefined) return [];
  const shown = displayName(last.pieces);
  const callers = segments.slice(0, -1).map((s) => displayName(s.pieces));
  return [last.written, last.job]
    .filter((base): base is string => base !== undefined && shown.startsWith(`${base} (`))
    .map((base) => [...callers, base].join(JOINT));
}

function isPartOf(
  segments: readonly CheckSegment[],
  context: string,
  part: 'head' | 'tail',
): boolean {
  const shown = segments.map((s) => displayName(s.pieces));
  return shown.slice(1).some((_, i) => {
    const some = part === 'head' ? shown.slice(0, i + 1) : shown.slice(i + 1);
    return some.join(JOINT) === context;
  });
}

/** What the web pages write around a name: the workflow before it, the event behind it. */
function decorations(
  name: string,
  check: ReportedCheck,
  workflow: Workflow | undefined,
): readonly string[] {
  const event = ` (${check.event})`;
  const prefixed = workflow === undefined ? [] : [`${workflow.name}${JOINT}${name}`];
  return [...prefixed, ...prefixed.map((p) => `${p}${event}`), `${name}${event}`];
}

function workflowTitles(workflow: Workflow | undefined): readonly string[] {
  if (workflow === undefined) return [];
  const file = workflow.path.slice(workflow.path.lastIndexOf('/') + 1);
  return [workflow.name, file, workflow.path];
}

function uncutName(segments: readonly CheckSegment[]): string | undefined {
  if (segments.every((s) => s.uncut === undefined)) return undefined;
  return segments.map((s) => s.uncut ?? displayName(s.pieces)).join(JOINT);
}

/** `3.10` is the number 3.1 in YAML, so the name that is reported has `3.1`. */
function roundNumbers(text: string): string {
  return text.replace(/(?<![\w.])\d+\.\d+(?![\w.])/g, (number) => String(Number(number)));
}

const squeeze = (text: string): string => text.toLowerCase().replace(/\s+/g, '');
