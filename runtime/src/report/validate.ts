import type { Schema } from './report-schema.js';

/**
 * What is wrong with a value first, as `pointer: why`; undefined where it fits. Knows the keywords that
 * {@link reportSchema} uses and throws for any other, so that none is passed over.
 */
export function misfit(schema: Schema, value: unknown, pointer = ''): string | undefined {
  for (const [keyword, wanted] of Object.entries(schema)) {
    if (NOTES.includes(keyword)) continue;
    const check = KEYWORDS[keyword];
    if (check === undefined) throw new TypeError(`the schema keyword ${keyword} is not known`);
    const why = check(wanted as never, value, pointer, schema);
    if (why !== undefined) return why;
  }
  return undefined;
}

const NOTES = ['$schema', '$id', 'title'];

type Check = (wanted: never, value: unknown, pointer: string, schema: Schema) => string | undefined;
type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => Number.isInteger(value),
  null: (value) => value === null,
};

const said = (pointer: string, why: string): string => `${pointer === '' ? '/' : pointer}: ${why}`;

const KEYWORDS: Readonly<Record<string, Check>> = {
  type: (wanted: string, value, pointer) =>
    TYPES[wanted]?.(value) === true ? undefined : said(pointer, `it is no ${wanted}`),
  const: (wanted: unknown, value, pointer) =>
    value === wanted ? undefined : said(pointer, `it is not ${JSON.stringify(wanted)}`),
  enum: (wanted: readonly unknown[], value, pointer) =>
    wanted.includes(value) ? undefined : said(pointer, `it is none of ${wanted.join(', ')}`),
  pattern: (wanted: string, value, pointer) =>
    typeof value !== 'string' || new RegExp(wanted, 'u').test(value)
      ? undefined
      : said(pointer, `it does not match ${wanted}`),
  minimum: (wanted: number, value, pointer) =>
    typeof value !== 'number' || value >= wanted
      ? undefined
      : said(pointer, `it is below ${wanted}`),
  anyOf: (wanted: readonly Schema[], value, pointer) => {
    const whys = wanted.map((one) => misfit(one, value, pointer));
    return whys.includes(undefined) ? undefined : whys[0];
  },
  items: (wanted: Schema, value, pointer) =>
    Array.isArray(value)
      ? first(value.map((item, i) => () => misfit(wanted, item, `${pointer}/${i}`)))
      : undefined,
  required: (wanted: readonly string[], value, pointer) => {
    const missing = isObject(value)
      ? wanted.find((name) => !Object.hasOwn(value, name))
      : undefined;
    return missing === undefined ? undefined : said(pointer, `it has no ${missing}`);
  },
  properties: (wanted: Readonly<Record<string, Schema>>, value, pointer) =>
    isObject(value)
      ? first(
          Object.entries(wanted).map(
            ([name, schema]) =>
              () =>
                Object.hasOwn(value, name)
                  ? misfit(schema, value[name], `${pointer}/${name}`)
                  : undefined,
          ),
        )
      : undefined,
  additionalProperties: (wanted: boolean, value, pointer, { properties }) => {
    if (wanted || !isObject(value)) return undefined;
    const known = properties as Fields;
    const extra = Object.keys(value).find((name) => !Object.hasOwn(known, name));
    return extra === undefined ? undefined : said(pointer, `${JSON.stringify(extra)} is not known`);
  },
};

function first(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const why = check();
    if (why !== undefined) return why;
  }
  return undefined;
}
