import { valueOfTemplate, type Scope } from '../expressions/evaluate.js';
import { PartialMap, truthOf, UNKNOWN, type Value, type ValueMap } from '../expressions/value.js';
import { conditionOf, type Condition } from './conditions.js';
import type { ParsedJob } from './workflow.js';

/** Whether a job runs when its workflow does; `perhaps` when it cannot be told beforehand. */
export type Runs = 'yes' | 'no' | 'perhaps';

export interface Running {
  readonly runs: Runs;
  /** Set where the job may be left out although every job before it succeeds. */
  readonly leftOut?: {
    readonly always: boolean;
    /** Id of the job whose `if` decides: this one, or one that it needs. */
    readonly job: string;
  };
}

/** What conditions may read. */
export interface ConditionNames {
  /** Only what holds for every run that the event starts. */
  readonly any: Scope['names'];
  /** What holds for the usual run of a change. */
  usual(): Scope['names'];
}

/**
 * Judges `if` and `needs` of every job, by its id in lower case: a job is skipped when one that it
 * needs is skipped or fails, unless its condition says otherwise.
 */
export function judgeRuns(
  jobs: readonly ParsedJob[],
  names: ConditionNames,
): ReadonlyMap<string, Running> {
  const judged = new Map<string, Running>();
  // Of a job that is not there, and of a cycle, which GitHub refuses, nothing is known.
  const judge = (id: string): Running => judged.get(id) ?? PERHAPS;
  for (const job of needsFirst(jobs)) judged.set(job.id.toLowerCase(), judgeOne(job, names, judge));
  return judged;
}

/** Jobs in an order in which each comes after what it needs; thousands may stand in a row. */
function needsFirst(jobs: readonly ParsedJob[]): ReadonlySet<ParsedJob> {
  const byId = new Map(jobs.map((job) => [job.id.toLowerCase(), job]));
  const ordered = new Set<ParsedJob>();
  const entered = new Set<ParsedJob>();
  for (const job of jobs) {
    const open = [job];
    for (let at = open.at(-1); at !== undefined; at = open.at(-1)) {
      if (entered.has(at)) {
        ordered.add(at);
        open.pop();
        continue;
      }
      entered.add(at);
      for (const id of at.needs) {
        const needed = byId.get(id.toLowerCase());
        if (needed !== undefined && !entered.has(needed)) open.push(needed);
      }
    }
  }
  return ordered;
}

const PERHAPS: Running = { runs: 'perhaps' };
const RUNS: Running = { runs: 'yes' };

function judgeOne(job: ParsedJob, names: ConditionNames, judge: (id: string) => Running): Running {
  if (job.needs.length === 0 && job.condition === undefined) return RUNS;
  const needs = job.needs.map((id) => ({ id, ...judge(id.toLowerCase()) }));
  const condition = conditionOf(job);
  const runs = runsAnyhow(needs, condition, names.any);
  if (runs === 'yes') return RUNS;
  const leftOut = whenAllSucceed(job, needs, condition, names.usual());
  return leftOut === undefined ? { runs } : { runs, leftOut };
}

type Need = Running & { readonly id: string };

/** Whatever becomes of the jobs before it. */
function runsAnyhow(
  needs: readonly Need[],
  { expression, asked }: Condition,
  names: Scope['names'],
): Runs {
  const skipped = needs.some((need) => need.runs === 'no');
  const success: Value = skipped ? false : needs.length === 0 ? true : UNKNOWN;
  const failure: Value = needs.length === 0 ? false : UNKNOWN;
  const truth = truthIn(expression, names, success, failure);
  if (truth === false || (!asked && success === false)) return 'no';
  return truth === true && (asked || success === true) ? 'yes' : 'perhaps';
}

/** How the job is left out when nothing before it fails; undefined when it runs. */
function whenAllSucceed(
  job: ParsedJob,
  needs: readonly Need[],
  { atHome, asked }: Condition,
  usual: Scope['names'],
): Running['leftOut'] {
  const results: ValueMap = new Map(
    needs.map(({ id, leftOut }) => {
      const result = leftOut === undefined ? 'success' : leftOut.always ? 'skipped' : UNKNOWN;
      return [id, new PartialMap([['result', result]])];
    }),
  );
  const names = new Map(usual).set('needs', results);
  const before = needs.find((n) => n.leftOut?.always) ?? needs.find((n) => n.leftOut !== undefined);
  const success: Value =
    before === undefined ? true : before.leftOut?.always === true ? false : UNKNOWN;
  const truth = truthIn(atHome, names, success, false);
  if (truth === true && (asked || success === true)) return undefined;
  const own = asked ? truthIn(atHome, names, true, false) !== true : truth !== true;
  return {
    always: truth === false || (!asked && success === false),
    job: own || before?.leftOut === undefined ? job.id : before.leftOut.job,
  };
}

function truthIn(
  expression: Condition['expression'],
  names: Scope['names'],
  success: Value,
  failure: Value,
): boolean | undefined {
  if (expression === undefined) return undefined;
  const status = new Map<string, Value>([
    ['success', success],
    ['always', true],
    ['failure', failure],
    ['cancelled', false],
  ]);
  return truthOf(valueOfTemplate(expression, { names, status }));
}
