import { valueOfTemplate, type Scope } from '../expressions/evaluate.js';
import { NotAnExpression, parseExpression, type Expression } from '../expressions/parse.js';
import { isDynamic, parseTemplate, type Template } from '../expressions/template.js';
import { truthOf, UNKNOWN, type Value } from '../expressions/value.js';
import type { ParsedJob } from './workflow.js';

/** Whether a job runs when its workflow does; `perhaps` when it cannot be told beforehand. */
export type Runs = 'yes' | 'no' | 'perhaps';

const STATUS_FUNCTIONS: ReadonlySet<string> = new Set([
  'success',
  'always',
  'failure',
  'cancelled',
]);

/**
 * Judges `if` and `needs` of every job: a job is skipped when one that it needs is skipped or fails,
 * unless its condition says otherwise.
 */
export function judgeRuns(
  jobs: readonly ParsedJob[],
  names: Scope['names'],
): ReadonlyMap<string, Runs> {
  const judged = new Map<string, Runs>();
  const byId = new Map(jobs.map((job) => [job.id.toLowerCase(), job]));
  const judge = (id: string): Runs => {
    const done = judged.get(id);
    if (done !== undefined) return done;
    judged.set(id, 'perhaps'); // what a cycle of needs sees of itself; GitHub refuses cycles
    const job = byId.get(id);
    const answer = job === undefined ? 'perhaps' : judgeOne(job, names, judge);
    judged.set(id, answer);
    return answer;
  };
  for (const job of jobs) judge(job.id.toLowerCase());
  return judged;
}

function judgeOne(job: ParsedJob, names: Scope['names'], runs: (id: string) => Runs): Runs {
  const needs = job.needs.map((need) => runs(need.toLowerCase()));
  const success: Value = needs.includes('no') ? false : needs.length === 0 ? true : UNKNOWN;
  const status = new Map<string, Value>([
    ['success', success],
    ['always', true],
    ['failure', needs.length === 0 ? false : UNKNOWN],
    ['cancelled', false],
  ]);
  const { expression, asked } = conditionOf(job);
  const scope = { names, status };
  const condition = expression === undefined ? UNKNOWN : valueOfTemplate(expression, scope);
  const truth = truthOf(condition);
  if (truth === false || (!asked && success === false)) return 'no';
  return truth === true && (asked || success === true) ? 'yes' : 'perhaps';
}

interface Condition {
  /** Undefined when it is not valid, so that nothing is known of it. */
  readonly expression: Template | undefined;
  /** Whether it asks how the jobs before it ended, which replaces the implied `success()`. */
  readonly asked: boolean;
}

/** A condition is judged anew for every event that starts it; it is parsed once. */
const conditions = new WeakMap<ParsedJob, Condition>();

function conditionOf(job: ParsedJob): Condition {
  const known = conditions.get(job);
  if (known !== undefined) return known;
  const condition = parseCondition(job.condition?.text);
  conditions.set(job, condition);
  return condition;
}

/** `if` is an expression with or without `${{ }}`; text beside the braces makes it a string. */
function parseCondition(text: string | undefined): Condition {
  if (text === undefined) return { expression: ['true'], asked: false };
  try {
    const template = parseTemplate(text);
    const expression = isDynamic(template) ? template : [parseExpression(text)];
    const asked = expression.some((part) => typeof part !== 'string' && callsStatus(part));
    return { expression, asked };
  } catch (cause) {
    if (cause instanceof NotAnExpression) return { expression: undefined, asked: false };
    throw cause;
  }
}

function callsStatus(expression: Expression): boolean {
  switch (expression.kind) {
    case 'literal':
    case 'name':
      return false;
    case 'call':
      return (
        STATUS_FUNCTIONS.has(expression.name.toLowerCase()) || expression.args.some(callsStatus)
      );
    case 'not':
      return callsStatus(expression.of);
    case 'index':
      return (
        callsStatus(expression.of) || (expression.by !== 'every' && callsStatus(expression.by))
      );
    case 'binary':
      return callsStatus(expression.left) || callsStatus(expression.right);
  }
}
