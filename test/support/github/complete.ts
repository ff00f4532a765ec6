import { schemaOf, wrongIn, type JsonSchema } from './description.js';

/** Where a completed address leads: nowhere. */
const ADDRESS = 'https://api.github.com/nowhere';
const EPOCH = '2026-01-01T00:00:00Z';

/**
 * A value with every property that its schema requires and the fake's state does not say: null where it
 * may be null, else empty. What means something is in the state; what is left are addresses and counts.
 */
export function complete(schema: JsonSchema, given: unknown): unknown {
  const whole = merged(schemaOf(schema), given);
  if (given === undefined) return empty(whole);
  if (given === null) return null;
  if (Array.isArray(given)) {
    const { items } = whole as { readonly items?: JsonSchema };
    return items === undefined ? given : given.map((item: unknown) => complete(items, item));
  }
  if (typeof given !== 'object') return given;
  return completeObject(whole, given as Readonly<Record<string, unknown>>);
}

function completeObject(
  schema: JsonSchema,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { properties = {}, required = [] } = schema as Shape;
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const known = properties[name];
    if (value !== undefined) out[name] = known === undefined ? value : complete(known, value);
  }
  for (const name of required) {
    if (!Object.hasOwn(out, name)) out[name] = complete(properties[name] ?? {}, undefined);
  }
  return out;
}

interface Shape {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/** One schema for all of `allOf`, and the alternative that a value is of. */
function merged(schema: JsonSchema, given: unknown): JsonSchema {
  const { allOf, anyOf, oneOf, ...own } = schema as Readonly<
    Record<'allOf' | 'anyOf' | 'oneOf', readonly JsonSchema[] | undefined>
  >;
  const alternatives = (anyOf ?? oneOf ?? []).map((one) => merged(schemaOf(one), given));
  const chosen = alternatives.find((one) => fits(one, given)) ?? alternatives[0];
  const parts = [own, ...(allOf ?? []).map((one) => merged(schemaOf(one), given))];
  if (chosen !== undefined) parts.push(chosen);
  return parts.reduce<JsonSchema>((all, part) => {
    const [a, b] = [all as Shape, part as Shape];
    return {
      ...all,
      ...part,
      properties: { ...a.properties, ...b.properties },
      required: [...new Set([...(a.required ?? []), ...(b.required ?? [])])],
    };
  }, {});
}

/** Whether a value can become one of the alternative: each part that it has is of it. */
function fits(schema: JsonSchema, given: unknown): boolean {
  const { type, properties = {} } = schema as Shape & { readonly type?: string | string[] };
  if (given === undefined) return [type].flat().includes('null');
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return wrongIn({ ...schema, required: [] }, given).length === 0;
  }
  if (![type ?? 'object'].flat().includes('object')) return false;
  return Object.entries(given).every(([name, value]) => {
    const words = (properties[name] as { readonly enum?: readonly unknown[] } | undefined)?.enum;
    return words === undefined || words.includes(value);
  });
}

function empty(schema: JsonSchema): unknown {
  const {
    type,
    enum: words,
    format,
  } = schema as Readonly<{
    type?: string | readonly string[];
    enum?: readonly unknown[];
    format?: string;
  }>;
  const types = [type ?? 'object'].flat();
  if (types.includes('null')) return null;
  if (words !== undefined) return words[0];
  if (types.includes('string')) {
    return format === 'uri' ? ADDRESS : format === 'date-time' ? EPOCH : '';
  }
  if (types.includes('integer') || types.includes('number')) return 0;
  if (types.includes('boolean')) return false;
  return types.includes('array') ? [] : completeObject(schema, {});
}
