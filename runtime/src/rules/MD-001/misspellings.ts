import { displayName, type CheckSegment, type Workflow } from '../../facts/index.js';

/** A level of a name with what the job's `name` is written as. */
export interface SpelledSegment extends CheckSegment {
  readonly written: string | undefined;
}

const JOINT = ' / ';

/** The name with job ids in place of `name`: on all levels, or on one of them. */
export function idVariants(segments: readonly SpelledSegment[]): readonly string[] {
  const shown = segments.map((s) => displayName(s.pieces));
  const ids = segments.map(withId);
  const [id] = ids;
  // Most jobs are called by nobody.
  if (ids.length === 1 && id !== undefined) return id === shown[0] ? [] : [id];
  const name = shown.join(JOINT);
  const variants = [ids, ...ids.map((id, i) => shown.map((s, j) => (i === j ? id : s)))];
  return variants.map((v) => v.join(JOINT)).filter((variant) => variant !== name);
}

/** `Build (linux)` of a job `build` named `Build` is `build (linux)`. */
function withId({ job, written, pieces }: SpelledSegment): string {
  const shown = displayName(pieces);
  if (written === undefined) return shown;
  return shown.startsWith(`${written} (`) ? `${job}${shown.slice(written.length)}` : job;
}

/** The name without the suffix of its matrix, by `name` and by id. */
export function parentVariants(segments: readonly SpelledSegment[]): readonly string[] {
  const last = segments.at(-1);
  if (last === undefined) return [];
  const shown = displayName(last.pieces);
  const callers = segments.slice(0, -1).map((s) => displayName(s.pieces));
  return [last.written, last.job]
    .filter((base): base is string => base !== undefined && shown.startsWith(`${base} (`))
    .map((base) => [...callers, base].join(JOINT));
}

/** The name without its last levels, or without its first ones. */
export function parts(segments: readonly CheckSegment[], part: 'head' | 'tail'): readonly string[] {
  const shown = segments.map((s) => displayName(s.pieces));
  return shown
    .slice(1)
    .map((_, i) => (part === 'head' ? shown.slice(0, i + 1) : shown.slice(i + 1)).join(JOINT));
}

/** What the web pages write around a name: the workflow before it, the event behind it. */
export function decorations(
  name: string,
  events: readonly string[],
  workflow: Workflow | undefined,
): readonly string[] {
  const prefixed = workflow === undefined ? [] : [`${workflow.name}${JOINT}${name}`];
  const plain = [...prefixed, name];
  return [...prefixed, ...events.flatMap((event) => plain.map((text) => `${text} (${event})`))];
}

/** What people call a workflow: its `name`, its file. */
export function workflowTitles(workflow: Workflow | undefined): readonly string[] {
  if (workflow === undefined) return [];
  const file = workflow.path.slice(workflow.path.lastIndexOf('/') + 1);
  return [workflow.name, file, workflow.path];
}

/** The name before it was cut at 100 characters, when it was. */
export function uncutName(segments: readonly CheckSegment[]): readonly string[] {
  if (segments.every((s) => s.uncut === undefined)) return [];
  return [segments.map((s) => s.uncut ?? displayName(s.pieces)).join(JOINT)];
}

/** `3.10` is the number 3.1 in YAML, so the name that is reported has `3.1`. */
export function roundNumbers(text: string): string {
  return text.replace(/(?<![\w.])\d+\.\d+(?![\w.])/g, (number) => String(Number(number)));
}

export const squeeze = (text: string): string => text.toLowerCase().replace(/\s+/g, '');
