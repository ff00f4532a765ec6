import type { Gap } from '../answer.js';
import type { Scope } from '../expressions/evaluate.js';
import type { Unknown } from '../expressions/value.js';
import { UNKNOWN, type Value, type ValueMap } from '../expressions/value.js';
import { isExact, joinSegments, type Pieces } from './check-name.js';
import { eventNames, startInputs, usualNames, type EventContext } from './contexts.js';
import { jobNames, nodeValue, type Segment } from './job-names.js';
import { judgeRuns, type Running } from './runs.js';
import type { ParsedJob, ParsedWorkflow } from './workflow.js';
import { WORKFLOW_FOLDER } from './workflow.js';

/** One level of a check's name, outermost caller first. */
export interface CheckSegment {
  /** File that the job stands in. */
  readonly file: string;
  /** Id of the job; empty for one in a workflow that cannot be listed. */
  readonly job: string;
  readonly pieces: Pieces;
  readonly uncut?: string;
}

/** That a job may be left out although every job before it succeeds. */
export interface Skip {
  /** False where it hangs on what is known only when the workflow runs. */
  readonly always: boolean;
  /** File and id of the job whose `if` decides: the job, one that it needs, or a caller. */
  readonly file: string;
  readonly job: string;
  /** Whether the same name is reported then, as skipped, which counts as success. */
  readonly reports: boolean;
}

/** A check run that a workflow reports when one event starts it. */
export interface Check {
  readonly segments: readonly CheckSegment[];
  /** False when it may not be reported at all, or not under this name. */
  readonly certain: boolean;
  /** `run`: only when its job runs. `skipped`: only when its job, or a caller of it, is skipped. */
  readonly when: 'always' | 'run' | 'skipped';
  /** Absent where the job runs whenever those before it succeed. */
  readonly skip?: Skip;
}

export interface Checks {
  readonly checks: readonly Check[];
  readonly gaps: readonly Gap[];
}

/** The levels of reusable workflows that GitHub allows below the first. */
const MAX_CALLS = 9;
/** Beyond this the checks of one workflow are not listed any further. */
const MAX_CHECKS = 2_000;
/** Jobs that are looked at for one workflow: calls can lead to very many that report nothing. */
const MAX_JOBS = 10_000;

/** The names that a workflow reports when the event starts it. Calls are followed in `files`. */
export function emittedChecks(
  workflow: ParsedWorkflow,
  files: ReadonlyMap<string, ParsedWorkflow>,
  context: EventContext,
): Checks {
  const expansion = new NameExpansion(files, context);
  const certain = workflow.refused === undefined;
  expansion.workflow(workflow, startInputs(context.event), {
    callers: [],
    certain,
    conditional: false,
  });
  return { checks: expansion.checks, gaps: [...expansion.gaps.values()] };
}

class NameExpansion {
  readonly checks: Check[] = [];
  readonly gaps = new Map<string, Gap>();
  readonly #chain: string[] = [];
  #jobs = 0;

  constructor(
    readonly files: ReadonlyMap<string, ParsedWorkflow>,
    readonly context: EventContext,
  ) {}

  workflow(workflow: ParsedWorkflow, inputs: ValueMap | Unknown, call: Call): void {
    this.#chain.push(workflow.path);
    const scope: Scope = { names: eventNames(this.context, inputs) };
    const judged = judgeRuns(workflow.jobs, {
      any: scope.names,
      usual: () => usualNames(this.context, scope.names),
    });
    for (const job of workflow.jobs) {
      if (this.checks.length >= MAX_CHECKS) {
        this.#gap(
          'workflow-too-many-checks',
          job,
          `${workflow.path} has more than ${MAX_CHECKS} checks`,
        );
        break;
      }
      const names = jobNames(job, scope);
      const running = judged.get(job.id.toLowerCase());
      const answer = running?.runs ?? 'perhaps';
      const { conditional } = call;
      const emit = { ...call, file: workflow.path, job };
      const skipOf = (segment: Segment): Pick<Emission, 'skip'> =>
        skipIn(call, running, workflow.path, segment, names.skipped);
      if (answer !== 'no') {
        const when = conditional || answer === 'perhaps' ? 'run' : 'always';
        for (const segment of names.running) {
          this.#running({ ...emit, ...skipOf(segment), segment, when }, scope);
        }
      }
      if (answer !== 'yes') {
        const when = answer === 'no' && !conditional ? 'always' : 'skipped';
        this.#check({ ...emit, ...skipOf(names.skipped), segment: names.skipped, when });
        // GitHub leaves an expression in the name of a skipped job as it stands; where a plain job
        // is meant, its evaluated name is admitted too, so that no alarm rests on this.
        if (
          answer === 'no' &&
          job.strategy === undefined &&
          job.name?.text.includes('${{') === true
        ) {
          for (const segment of names.running)
            this.#check({ ...emit, certain: false, segment, when });
        }
      }
    }
    this.#chain.pop();
  }

  #running(emit: Emission, scope: Scope): void {
    const { job, segment } = emit;
    if (job.uses === undefined) {
      this.#check(emit);
      return;
    }
    const callers = [...emit.callers, checkSegment(emit)];
    const called = this.#resolve(job);
    if (called === undefined) {
      this.#push(emit, [...callers, { file: '', job: '', pieces: ['', ''] }], false);
      return;
    }
    this.#jobs += 1 + called.jobs.length;
    if (this.#jobs > MAX_JOBS) {
      const start = this.#chain[0] ?? called.path;
      this.#gap('workflow-too-many-checks', job, `${start} calls more than ${MAX_JOBS} jobs`);
      return;
    }
    const names = new Map([['matrix', segment.matrix]]);
    const inputs = this.#inputs(job, called, { names, outer: scope });
    this.workflow(called, inputs, {
      callers,
      certain: emit.certain && segment.certain && called.refused === undefined,
      conditional: emit.when === 'run',
      ...(emit.skip === undefined ? {} : { skip: emit.skip }),
    });
  }

  /** The local workflow that a job calls; undefined when its jobs cannot be listed. */
  #resolve(job: ParsedJob): ParsedWorkflow | undefined {
    const uses = job.uses?.text ?? '';
    if (!uses.startsWith('./')) return undefined;
    const path = uses.slice(2);
    const called = this.files.get(path);
    const problem =
      called === undefined
        ? path.startsWith(`${WORKFLOW_FOLDER}/`)
          ? 'does not exist or cannot be read'
          : `is not in ${WORKFLOW_FOLDER}`
        : called.callInputs === undefined
          ? 'has no workflow_call trigger'
          : this.#chain.includes(path)
            ? 'calls itself'
            : this.#chain.length > MAX_CALLS
              ? `is called more than ${MAX_CALLS} levels deep`
              : undefined;
    if (problem === undefined) return called;
    this.#gap('workflow-call-unresolved', job, `${uses} ${problem}`);
    return undefined;
  }

  #inputs(job: ParsedJob, called: ParsedWorkflow, scope: Scope): ValueMap | Unknown {
    const given =
      job.inputs === undefined ? new Map<string, Value>() : nodeValue(job.inputs, scope);
    if (!(given instanceof Map)) return UNKNOWN;
    const folded = new Map([...(given as ValueMap)].map(([k, v]) => [k.toLowerCase(), v]));
    return new Map(
      (called.callInputs ?? []).map((input): [string, Value] => {
        const value = folded.get(input.name.toLowerCase());
        if (value !== undefined) return [input.name, value];
        if (input.default !== undefined) return [input.name, nodeValue(input.default, scope)];
        return [input.name, EMPTY[input.type]];
      }),
    );
  }

  #check(emit: Emission): void {
    this.#push(emit, [...emit.callers, checkSegment(emit)], true);
  }

  #push(emit: Emission, segments: readonly CheckSegment[], listed: boolean): void {
    const exact = segments.every((segment) => isExact(segment.pieces));
    this.checks.push({
      segments,
      certain: listed && exact && emit.certain && emit.segment.certain,
      when: emit.when,
      ...(emit.skip === undefined ? {} : { skip: emit.skip }),
    });
  }

  #gap(code: Gap['code'], job: ParsedJob, reason: string): void {
    const place = (job.uses ?? job.at).place;
    this.gaps.set(`${code} ${place.path}:${place.line}`, { code, reason, place });
  }
}

/** How a workflow comes to run. */
interface Call {
  readonly callers: readonly CheckSegment[];
  readonly certain: boolean;
  /** A caller may be skipped, and then nothing of this workflow reports. */
  readonly conditional: boolean;
  /** That of a caller. */
  readonly skip?: Skip;
}

interface Emission extends Call {
  readonly file: string;
  readonly job: ParsedJob;
  readonly segment: Segment;
  readonly when: Check['when'];
}

/** A caller that is left out takes all that it calls along, and none of it reports. */
function skipIn(
  { skip }: Call,
  running: Running | undefined,
  file: string,
  { pieces }: Segment,
  skipped: Segment,
): Pick<Emission, 'skip'> {
  if (skip !== undefined) return { skip: { ...skip, reports: false } };
  if (running?.leftOut === undefined) return {};
  const reports = isExact(pieces) && pieces[0] === skipped.pieces[0];
  return { skip: { ...running.leftOut, file, reports } };
}

/** The value of an input that is neither given nor has a default. */
const EMPTY = { string: '', number: 0, boolean: false } as const;

function checkSegment({ file, job, segment }: Emission): CheckSegment {
  const { pieces, uncut } = segment;
  return { file, job: job.id, pieces, ...(uncut === undefined ? {} : { uncut }) };
}

export function checkName(check: Check): Pieces {
  return joinSegments(check.segments.map((segment) => segment.pieces));
}
