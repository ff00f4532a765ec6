import { valueOfTemplate } from '../expressions/evaluate.js';
import { NotAnExpression, parseExpression } from '../expressions/parse.js';
import { isDynamic, parseTemplate, type Template } from '../expressions/template.js';
import { PartialMap, toText, truthOf, Unknown, UNKNOWN, type Value } from '../expressions/value.js';
import { eventNames, startInputs, type EventContext } from './contexts.js';

/** A run for which a text of a workflow is read. */
export interface RunContext extends EventContext {
  /** A workflow that is called: what its inputs are is not known. */
  readonly called?: boolean;
  /** `github.ref`, where it is known. */
  readonly ref?: string;
}

/** Text of a value with `${{ }}` in it; undefined where it is known only when the workflow runs. */
export function textFor(text: string, run: RunContext): string | undefined {
  const value = valueIn(text, run, parseTemplate);
  return value instanceof Unknown ? undefined : toText(value);
}

/** Truth of an `if`, or of a value that is `true`, `false` or an expression; undefined if not known. */
export function truthFor(text: string, run: RunContext): boolean | undefined {
  return truthOf(
    valueIn(text, run, (condition) => {
      const template = parseTemplate(condition);
      return isDynamic(template) ? template : [parseExpression(condition)];
    }),
  );
}

function valueIn(text: string, run: RunContext, parse: (text: string) => Template): Value {
  try {
    const inputs = run.called === true ? UNKNOWN : startInputs(run.event);
    const names = new Map(eventNames(run, inputs));
    const github = names.get('github');
    if (run.ref !== undefined && github instanceof PartialMap) github.set('ref', run.ref);
    const status = new Map<string, Value>([
      ['success', true],
      ['always', true],
      ['failure', false],
      ['cancelled', false],
    ]);
    return valueOfTemplate(parse(text), { names, status });
  } catch (cause) {
    if (cause instanceof NotAnExpression) return UNKNOWN;
    throw cause;
  }
}
