import { evaluate, valueOfTemplate, type Scope } from '../expressions/evaluate.js';
import { NotAnExpression, parseExpression, type Expression } from '../expressions/parse.js';
import { isDynamic, parseTemplate } from '../expressions/template.js';
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
  const condition =
    job.condition === undefined ? true : conditionValue(job.condition.text, { names, status });
  const asked = job.condition !== undefined && asksStatus(job.condition.text);
  const truth = truthOf(condition);
  if (truth === false || (!asked && success === false)) return 'no';
  return truth === true && (asked || success === true) ? 'yes' : 'perhaps';
}

/** `if` is an expression with or without `${{ }}`; text beside the braces makes it a string. */
function conditionValue(text: string, scope: Scope): Value {
  try {
    const template = parseTemplate(text);
    return isDynamic(template)
      ? valueOfTemplate(template, scope)
      : evaluate(parseExpression(text), scope);
  } catch (cause) {
    if (cause instanceof NotAnExpression) return UNKNOWN;
    throw cause;
  }
}

function asksStatus(text: string): boolean {
  try {
    const template = parseTemplate(text);
    const expressions = isDynamic(template) ? template : [parseExpression(text)];
    return expressions.some((part) => typeof part !== 'string' && callsStatus(part));
  } catch (cause) {
    if (cause instanceof NotAnExpression) return false;
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
