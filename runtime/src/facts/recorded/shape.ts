/** Why a value is not of its shape, and where: a JSON pointer. */
export interface Problem {
  readonly at: string;
  readonly why: string;
}

/**
 * The form of one type, tied to it: a field that the type has and the shape has not, or the other way
 * round, does not compile.
 */
export interface Shape<T> {
  /** The first thing that is wrong with a value; undefined when it is a T. */
  problem(value: unknown, at: string): Problem | undefined;
  /** The value with every free text changed; ids and words of the program stay. */
  withTexts(value: T, change: (text: string) => string): T;
}

interface OptionalShape<T> {
  readonly optional: Shape<T>;
}

/** One shape for each field of T, marked where the field may be absent. */
export type Fields<T> = {
  readonly [K in keyof T]-?: Record<never, never> extends Pick<T, K>
    ? OptionalShape<Exclude<T[K], undefined>>
    : Shape<T[K]>;
};

export const optional = <T>(shape: Shape<T>): OptionalShape<T> => ({ optional: shape });

function leaf<T>(why: string, is: (value: unknown) => boolean): Shape<T> {
  return {
    problem: (value, at) => (is(value) ? undefined : { at, why }),
    withTexts: (value) => value,
  };
}

/** Text of the repository or of people: the only thing that redaction may change. */
export const text: Shape<string> = {
  problem: (value, at) =>
    typeof value === 'string' ? undefined : { at, why: 'a text is expected' },
  withTexts: (value, change) => change(value),
};

/** A named text, such as a variable: its name tells whether the text is a secret. */
export const namedText: Shape<{ readonly name: string; readonly text: string }> = {
  problem: (value, at) => namedFields.problem(value, at),
  withTexts({ name, text: value }, change) {
    const prefix = `${name}: `;
    const changed = change(prefix + value);
    return {
      name: change(name),
      text: changed.startsWith(prefix) ? changed.slice(prefix.length) : change(value),
    };
  },
};

export const flag: Shape<boolean> = leaf(
  'true or false is expected',
  (value) => typeof value === 'boolean',
);

export const whole: Shape<number> = leaf('a whole number is expected', Number.isSafeInteger);

/** Line or column: counts from 1. */
export const position: Shape<number> = leaf(
  'a whole number from 1 is expected',
  (value) => Number.isSafeInteger(value) && (value as number) >= 1,
);

/** Commit or blob. */
export const objectId: Shape<string> = leaf(
  'an object id of git is expected',
  (value) => typeof value === 'string' && /^[0-9a-f]{40,64}$/.test(value),
);

export function oneOf<const T extends string>(...words: readonly T[]): Shape<T> {
  return leaf(`one of ${words.join(', ')} is expected`, (value) => words.includes(value as T));
}

export function listOf<T>(item: Shape<T>): Shape<readonly T[]> {
  return {
    problem(value, at) {
      if (!Array.isArray(value)) return { at, why: 'a list is expected' };
      for (const [index, one] of value.entries()) {
        const wrong = item.problem(one, `${at}/${index}`);
        if (wrong !== undefined) return wrong;
      }
      return undefined;
    },
    withTexts: (value, change) => value.map((one) => item.withTexts(one, change)),
  };
}

export function objectOf<T extends object>(fields: Fields<T>): Shape<T> {
  const known = Object.entries<Shape<unknown> | OptionalShape<unknown>>(fields).map(
    ([name, field]) =>
      'optional' in field
        ? { name, shape: field.optional, required: false }
        : { name, shape: field, required: true },
  );
  const names = new Set(known.map(({ name }) => name));
  return {
    problem(value, at) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        return { at, why: 'an object is expected' };
      }
      const unknown = Object.keys(value).find((key) => !names.has(key));
      if (unknown !== undefined)
        return { at, why: `the key ${JSON.stringify(unknown)} is unknown` };
      for (const { name, shape, required } of known) {
        const own: unknown = Object.hasOwn(value, name)
          ? (value as Record<string, unknown>)[name]
          : undefined;
        if (own === undefined) {
          if (required) return { at, why: `the key ${JSON.stringify(name)} is missing` };
          continue;
        }
        const wrong = shape.problem(own, `${at}/${name}`);
        if (wrong !== undefined) return wrong;
      }
      return undefined;
    },
    withTexts(value, change) {
      const changed: Record<string, unknown> = {};
      for (const { name, shape } of known) {
        const own = (value as Record<string, unknown>)[name];
        if (own !== undefined) changed[name] = shape.withTexts(own, change);
      }
      return changed as T;
    },
  };
}

/** One of several objects, told apart by the value of one key. */
export function variantOf<T extends object, K extends keyof T & string>(
  key: K,
  variants: { readonly [V in T[K] & string]: Shape<Extract<T, Record<K, V>>> },
): Shape<T> {
  const shapes = new Map(Object.entries<Shape<unknown>>(variants));
  const shapeOf = (value: unknown): Shape<unknown> | undefined =>
    shapes.get(String((value as Record<string, unknown> | null | undefined)?.[key]));
  return {
    problem(value, at) {
      const shape = shapeOf(value);
      if (shape !== undefined) return shape.problem(value, at);
      return { at, why: `\`${key}\` must be one of ${[...shapes.keys()].join(', ')}` };
    },
    withTexts: (value, change) => (shapeOf(value) as Shape<T>).withTexts(value, change),
  };
}

const namedFields = objectOf<{ readonly name: string; readonly text: string }>({
  name: text,
  text,
});
