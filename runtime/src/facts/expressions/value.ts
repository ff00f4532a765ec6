/**
 * Values of GitHub's expression language, and {@link Unknown} for what cannot be known offline.
 * Coercions follow the open source of the runner: `EvaluationResult`, `ExpressionUtility`.
 */
export type Value = null | boolean | number | string | readonly Value[] | ValueMap | Unknown;

/** Keeps the order of the file. Keys are looked up without case, as GitHub does. */
export type ValueMap = ReadonlyMap<string, Value>;

/** Characters of the longest text that is worked out; a longer one stays unknown. */
export const MAX_TEXT = 65_536;

/** A value that is decided when the workflow runs. Its truth may be known all the same. */
export class Unknown {
  constructor(readonly truthy?: boolean) {}
}

export const UNKNOWN = new Unknown();

/** A map of which some keys are known; any other key is {@link UNKNOWN} and not absent. */
export class PartialMap extends Map<string, Value> {}

export function isMap(value: Value): value is ValueMap {
  return value instanceof Map;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isPrimitive(value: Value): value is null | boolean | number | string {
  return value === null || ['boolean', 'number', 'string'].includes(typeof value);
}

/** True, false, or undefined when it is not known. */
export function truthOf(value: Value): boolean | undefined {
  if (value instanceof Unknown) return value.truthy;
  if (value === null) return false;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0 && !Number.isNaN(value);
  if (typeof value === 'string') return value !== '';
  return true;
}

/** `Number()` of JavaScript as the runner restates it; NaN for lists and maps. */
export function toNumber(value: null | boolean | number | string): number {
  if (value === null) return 0;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return value;
  const text = value.trim();
  if (text === '') return 0;
  if (/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(text)) return Number(text);
  if (/^0x[0-9a-fA-F]+$/.test(text) || /^0o[0-7]+$/.test(text)) return Number(text);
  if (text === 'Infinity') return Infinity;
  if (text === '-Infinity') return -Infinity;
  return NaN;
}

/** Text of a value inside an expression. */
export function toText(value: Exclude<Value, Unknown>): string {
  if (value === null) return '';
  if (typeof value === 'number') return formatNumber(value === 0 ? 0 : value);
  if (isPrimitive(value)) return String(value);
  return isList(value) ? 'Array' : 'Object';
}

/** .NET's `G15`: 15 significant digits, an exponent from E+15 up and from E-05 down. */
export function formatNumber(value: number): string {
  if (Object.is(value, -0)) return '-0';
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  const [mantissa = '', exponentText = '0'] = value.toExponential(14).split('e');
  const exponent = Number(exponentText);
  if (exponent > -5 && exponent < 15) {
    const fixed = value.toFixed(Math.max(0, Math.min(100, 14 - exponent)));
    return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
  }
  const digits = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${digits}E${exponent < 0 ? '-' : '+'}${size}`;
}

/** Entry of a map without regard to case, or undefined. */
export function lookUp(map: ValueMap, key: string): Value | undefined {
  const exact = map.get(key);
  if (exact !== undefined) return exact;
  const folded = key.toLowerCase();
  for (const [name, value] of map) if (name.toLowerCase() === folded) return value;
  return undefined;
}

/** `==`: strings without case, other kinds coerced to numbers. Undefined when it is not known. */
export function equal(left: Value, right: Value): boolean | undefined {
  if (left instanceof Unknown || right instanceof Unknown) return undefined;
  if (!isPrimitive(left) || !isPrimitive(right)) return left === right;
  if (typeof left === 'string' && typeof right === 'string') return fold(left) === fold(right);
  if (left === null && right === null) return true;
  return toNumber(left) === toNumber(right);
}

/** Below 0, 0 or above 0; NaN when the two have no order. Undefined when it is not known. */
export function compare(left: Value, right: Value): number | undefined {
  if (left instanceof Unknown || right instanceof Unknown) return undefined;
  if (!isPrimitive(left) || !isPrimitive(right)) return NaN;
  if (typeof left === 'string' && typeof right === 'string') {
    const [a, b] = [fold(left), fold(right)];
    return a < b ? -1 : a > b ? 1 : 0;
  }
  return toNumber(left) - toNumber(right);
}

/** Folds as .NET's OrdinalIgnoreCase does: upper case, one character to one. */
export function fold(text: string): string {
  return text.toUpperCase().length === text.length ? text.toUpperCase() : text.toLowerCase();
}
