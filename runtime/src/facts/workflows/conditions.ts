import { NotAnExpression, parseExpression, type Expression } from '../expressions/parse.js';
import { isDynamic, parseTemplate, type Template } from '../expressions/template.js';
import type { ParsedJob } from './workflow.js';

/** The `if` of a job. */
export interface Condition {
  /** Undefined when it is not valid, so that nothing is known of it. */
  readonly expression: Template | undefined;
  /** The same at home: a comparison of `github.repository` with a name holds where the claims are in force. */
  readonly atHome: Template | undefined;
  /** Whether it asks how the jobs before it ended, which replaces the implied `success()`. */
  readonly asked: boolean;
}

const STATUS_FUNCTIONS: ReadonlySet<string> = new Set([
  'success',
  'always',
  'failure',
  'cancelled',
]);

/** A condition is judged anew for every event that starts it; it is parsed once. */
const conditions = new WeakMap<ParsedJob, Condition>();

export function conditionOf(job: ParsedJob): Condition {
  const known = conditions.get(job);
  if (known !== undefined) return known;
  const condition = parseCondition(job.condition?.text);
  conditions.set(job, condition);
  return condition;
}

const NONE: Condition = { expression: ['true'], atHome: ['true'], asked: false };

/** `if` is an expression with or without `${{ }}`; text beside the braces makes it a string. */
function parseCondition(text: string | undefined): Condition {
  if (text === undefined) return NONE;
  try {
    const template = parseTemplate(text);
    const expression = isDynamic(template) ? template : [parseExpression(text)];
    const asked = expression.some((part) => typeof part !== 'string' && some(part, callsStatus));
    const atHome = expression.map((part) => (typeof part === 'string' ? part : home(part)));
    return { expression, atHome, asked };
  } catch (cause) {
    if (!(cause instanceof NotAnExpression)) throw cause;
    return { expression: undefined, atHome: undefined, asked: false };
  }
}

function callsStatus(expression: Expression): boolean {
  return expression.kind === 'call' && STATUS_FUNCTIONS.has(expression.name.toLowerCase());
}

function some(expression: Expression, judge: (part: Expression) => boolean): boolean {
  if (judge(expression)) return true;
  switch (expression.kind) {
    case 'literal':
    case 'name':
      return false;
    case 'call':
      return expression.args.some((arg) => some(arg, judge));
    case 'not':
      return some(expression.of, judge);
    case 'index':
      return (
        some(expression.of, judge) || (expression.by !== 'every' && some(expression.by, judge))
      );
    case 'binary':
      return some(expression.left, judge) || some(expression.right, judge);
  }
}

/** `github.repository == 'acme/app'` keeps forks out; here it is taken for true. */
function home(expression: Expression): Expression {
  switch (expression.kind) {
    case 'not':
      return { ...expression, of: home(expression.of) };
    case 'binary': {
      const { operator, left, right } = expression;
      if (operator === '==' && (isGuard(left, right) || isGuard(right, left))) {
        return { kind: 'literal', value: true };
      }
      return { ...expression, left: home(left), right: home(right) };
    }
    case 'literal':
    case 'name':
    case 'call':
    case 'index':
      return expression;
  }
}

const HOME_KEYS: ReadonlySet<unknown> = new Set(['repository', 'repository_owner']);

function isGuard(read: Expression, name: Expression): boolean {
  return (
    name.kind === 'literal' &&
    typeof name.value === 'string' &&
    read.kind === 'index' &&
    read.of.kind === 'name' &&
    read.of.name.toLowerCase() === 'github' &&
    read.by !== 'every' &&
    read.by.kind === 'literal' &&
    HOME_KEYS.has(read.by.value)
  );
}
