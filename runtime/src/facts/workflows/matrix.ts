import {
  equal,
  isList,
  isMap,
  lookUp,
  Unknown,
  type Value,
  type ValueMap,
} from '../expressions/value.js';

/** One job of a matrix. */
export interface Configuration {
  /** The `matrix` context. */
  readonly values: ValueMap;
  /** What the suffix of the name is made of: the values before those that an include added. */
  readonly named: ValueMap;
  /** False when an exclude that is not known may drop it. */
  readonly certain: boolean;
}

/** `rest`: there may be further jobs that cannot be listed. */
export interface Expansion {
  readonly configurations: readonly Configuration[];
  readonly rest: boolean;
}

/** GitHub runs at most 256 jobs of a matrix; beyond this the product is not built. */
const MAX_PRODUCT = 4_096;

const UNLISTED: Expansion = { configurations: [], rest: true };

/**
 * Expands a matrix as GitHub's MatrixBuilder does: the product of the vectors, the first slowest;
 * minus the excludes; each include either extends every combination that it matches or stands
 * alone. Answers undefined where GitHub refuses the matrix.
 */
export function expandMatrix(matrix: Value): Expansion | undefined {
  if (matrix instanceof Unknown) return UNLISTED;
  if (!isMap(matrix)) return undefined;
  const vectors = new Map<string, Value>();
  for (const [key, value] of matrix) {
    if (key !== 'include' && key !== 'exclude') vectors.set(key, value);
  }
  const include = filterList(matrix.get('include'));
  const exclude = filterList(matrix.get('exclude'));
  if (include === undefined || exclude === undefined) return undefined;
  const combinations = product(vectors);
  if (combinations === undefined) return undefined;
  if (combinations === 'too-many') return UNLISTED;
  if (exclude.items.some((filter) => [...filter.keys()].some((key) => !lookUpKey(vectors, key)))) {
    return undefined;
  }
  const kept = combinations.flatMap((values) => {
    const matches = exclude.items.map((filter) => matchesAll(filter, values));
    if (matches.includes(true)) return [];
    return [{ values, certain: exclude.known && !matches.includes(undefined) }];
  });
  return withIncludes(kept, vectors, include);
}

interface Filters {
  readonly items: readonly ValueMap[];
  /** False when the list, or one of its items, cannot be known. */
  readonly known: boolean;
}

/** Undefined where it is neither a list of mappings nor unknown. */
function filterList(value: Value | undefined): Filters | undefined {
  if (value === undefined) return { items: [], known: true };
  if (value instanceof Unknown) return { items: [], known: false };
  if (!isList(value)) return undefined;
  const items = value.filter(isMap);
  const unknowns = value.filter((item) => item instanceof Unknown);
  return items.length + unknowns.length === value.length
    ? { items, known: unknowns.length === 0 }
    : undefined;
}

function product(vectors: ValueMap): readonly ValueMap[] | 'too-many' | undefined {
  if (vectors.size === 0) return [];
  let combinations: ValueMap[] = [new Map()];
  for (const [key, vector] of vectors) {
    // How many values an unknown vector has is not known either: one unknown value stands for all.
    const values = vector instanceof Unknown ? [vector] : vector;
    if (!isList(values) || values.length === 0) return undefined;
    if (combinations.length * values.length > MAX_PRODUCT) return 'too-many';
    combinations = combinations.flatMap((c) => values.map((v) => new Map(c).set(key, v)));
  }
  return combinations;
}

interface Kept {
  readonly values: ValueMap;
  readonly certain: boolean;
}

function withIncludes(kept: readonly Kept[], vectors: ValueMap, include: Filters): Expansion {
  const split = include.items.map((item) => {
    const own = [...item];
    const filter: ValueMap = new Map(own.filter(([key]) => lookUpKey(vectors, key)));
    const extra: ValueMap = new Map(own.filter(([key]) => !lookUpKey(vectors, key)));
    return { filter, extra };
  });
  const used = new Set<number>();
  const perhapsUsed = new Set<number>();
  const configurations: Configuration[] = kept.map(({ values, certain }) => {
    const extended = new Map(values);
    split.forEach(({ filter, extra }, i) => {
      const match = matchesAll(filter, values);
      if (match === false) return;
      if (match === true && certain) used.add(i);
      else perhapsUsed.add(i);
      for (const [key, value] of extra) extended.set(key, match === true ? value : new Unknown());
    });
    return { values: extended, named: values, certain };
  });
  split.forEach(({ filter, extra }, i) => {
    if (used.has(i)) return;
    const values: ValueMap = new Map([...filter, ...extra]);
    configurations.push({ values, named: values, certain: !perhapsUsed.has(i) });
  });
  return { configurations, rest: !include.known };
}

function lookUpKey(vectors: ValueMap, key: string): boolean {
  return lookUp(vectors, key) !== undefined;
}

/** Whether every leaf of the filter equals the value at the same path; undefined if not known. */
function matchesAll(filter: Value, value: Value): boolean | undefined {
  if (isMap(filter)) {
    return every([...filter], ([key, inner]) => matchesAll(inner, at(value, key)));
  }
  if (isList(filter)) {
    return every([...filter.entries()], ([i, inner]) => matchesAll(inner, at(value, i)));
  }
  return equal(value, filter);
}

function at(value: Value, key: string | number): Value {
  if (value instanceof Unknown) return value;
  if (isMap(value)) return lookUp(value, String(key)) ?? null;
  if (isList(value)) return value[Number(key)] ?? null;
  return null;
}

function every<T>(
  items: readonly T[],
  judge: (item: T) => boolean | undefined,
): boolean | undefined {
  const answers = items.map(judge);
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}
