import type { Node } from '../nodes/node.js';
import { readJson } from '../nodes/read-json.js';
import {
  equal,
  fold,
  isList,
  isPrimitive,
  MAX_TEXT,
  toText,
  Unknown,
  UNKNOWN,
  type Value,
  type ValueMap,
} from './value.js';

type Implementation = (args: readonly Value[]) => Value;

/** The functions whose answer follows from their arguments; any other answers {@link UNKNOWN}. */
const FUNCTIONS: ReadonlyMap<string, Implementation> = new Map<string, Implementation>([
  ['contains', contains],
  ['startswith', onTexts((text, start) => fold(text).startsWith(fold(start)))],
  ['endswith', onTexts((text, end) => fold(text).endsWith(fold(end)))],
  ['format', format],
  ['join', join],
  ['fromjson', fromJson],
]);

export function callFunction(name: string, args: readonly Value[]): Value {
  return FUNCTIONS.get(name.toLowerCase())?.(args) ?? UNKNOWN;
}

function contains([within = null, item = null]: readonly Value[]): Value {
  if (within instanceof Unknown) return UNKNOWN;
  if (isList(within)) {
    const answers = within.map((one) => equal(one, item));
    if (answers.includes(true)) return true;
    return answers.includes(undefined) ? UNKNOWN : false;
  }
  if (item instanceof Unknown) return UNKNOWN;
  if (!isPrimitive(within) || !isPrimitive(item)) return false;
  return fold(toText(within)).includes(fold(toText(item)));
}

function onTexts(judge: (left: string, right: string) => boolean): Implementation {
  return ([left = null, right = null]) => {
    if (left instanceof Unknown || right instanceof Unknown) return UNKNOWN;
    return isPrimitive(left) && isPrimitive(right) && judge(toText(left), toText(right));
  };
}

function format([pattern = null, ...args]: readonly Value[]): Value {
  if (pattern instanceof Unknown || args.some((arg) => arg instanceof Unknown)) return UNKNOWN;
  const texts = (args as Exclude<Value, Unknown>[]).map(toText);
  let wrong = false;
  // Each call can double a text: fifty of them, one in the other, would fill any memory.
  let room = MAX_TEXT;
  const text = toText(pattern).replace(
    /\{\{|\}\}|\{([0-9]{1,3})\}|[{}]/g,
    (found, digits?: string) => {
      if (found === '{{' || found === '}}') return found.charAt(0);
      const replacement = digits === undefined ? undefined : texts[Number(digits)];
      room -= replacement?.length ?? 0;
      if (replacement === undefined || room < 0) wrong = true;
      return wrong || replacement === undefined ? '' : replacement;
    },
  );
  return wrong ? UNKNOWN : text;
}

function join([items = null, separator = ',']: readonly Value[]): Value {
  if (items instanceof Unknown || separator instanceof Unknown) return UNKNOWN;
  if (!isList(items)) return isPrimitive(items) ? toText(items) : '';
  if (items.some((item) => item instanceof Unknown)) return UNKNOWN;
  const texts = (items as Exclude<Value, Unknown>[]).map(toText);
  const between = isPrimitive(separator) ? toText(separator) : ',';
  const length = texts.reduce((sum, text) => sum + text.length + between.length, 0);
  return length > MAX_TEXT ? UNKNOWN : texts.join(between);
}

function fromJson([text = null]: readonly Value[]): Value {
  if (text instanceof Unknown || !isPrimitive(text)) return UNKNOWN;
  const read = readJson(toText(text));
  // An error when the workflow runs: no name follows from it.
  return 'node' in read ? plainValue(read.node) : UNKNOWN;
}

/** A document as a value, without looking for expressions in it. */
export function plainValue(node: Node): Value {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'sequence') return node.items.map(plainValue);
  const map: ValueMap = new Map(node.entries.map(({ key, value }) => [key, plainValue(value)]));
  return map;
}
