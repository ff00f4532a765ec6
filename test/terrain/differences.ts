/** What differs between two documents of JSON: the path, and both sides as they stand there. */
export interface Difference {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Every place where two JSON values differ. The order of keys says nothing, that of lists does. */
export function differences(before: unknown, after: unknown, path = '$'): readonly Difference[] {
  if (Object.is(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item, at) => differences(item, after[at], `${path}[${at}]`));
  }
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => differences(before[key], after[key], `${path}.${key}`));
  }
  return [{ path, before, after }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The line in which a synthesised stack tells what made it: of another maker it must differ. */
export const VERSION_LINE = '$.//.metadata.version';

/**
 * Whether two stacks are the same bytes apart from the version line, white space left out: then the order
 * of their keys is the same as well.
 */
export function sameBytes(before: unknown, after: unknown): boolean {
  return withoutVersion(before) === withoutVersion(after);
}

/** The version line is the one `version` whose parent is `metadata`. */
function withoutVersion(stack: unknown): string {
  return JSON.stringify(stack, (key, value: unknown) =>
    key === 'metadata' && isObject(value) && 'version' in value ? { ...value, version: '' } : value,
  );
}
