/** What differs between two states: addresses and names of attributes, never a value. */
export interface StateDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly {
    readonly address: string;
    /** Top-level attributes, and `(sensitive)` beside those that the provider calls so. */
    readonly attributes: readonly string[];
  }[];
  /** `+name`, `-name`, `~name`. */
  readonly outputs: readonly string[];
}

interface Instance {
  readonly index_key?: unknown;
  readonly attributes?: Readonly<Record<string, unknown>> | null;
  readonly sensitive_attributes?: unknown;
  readonly [more: string]: unknown;
}
interface RawState {
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly resources?: readonly {
    readonly module?: string;
    readonly mode?: string;
    readonly type?: string;
    readonly name?: string;
    readonly instances?: readonly Instance[];
  }[];
}

/** Compares two states of format 4, both readable. */
export function differenceOf(from: string, to: string): StateDifference {
  const [before, after] = [from, to].map((text) => JSON.parse(text) as RawState) as [
    RawState,
    RawState,
  ];
  const [was, is] = [instancesOf(before), instancesOf(after)];
  return {
    added: [...is.keys()].filter((address) => !was.has(address)).sort(),
    removed: [...was.keys()].filter((address) => !is.has(address)).sort(),
    changed: [...is]
      .flatMap(([address, instance]) => {
        const former = was.get(address);
        const attributes = former === undefined ? [] : changedAttributes(former, instance);
        return attributes.length === 0 ? [] : [{ address, attributes }];
      })
      .sort((a, b) => (a.address < b.address ? -1 : 1)),
    outputs: changedNames(before.outputs ?? {}, after.outputs ?? {}).map(
      ({ sign, name }) => `${sign}${name}`,
    ),
  };
}

export const isEmpty = ({ added, removed, changed, outputs }: StateDifference): boolean =>
  added.length + removed.length + changed.length + outputs.length === 0;

function instancesOf({ resources = [] }: RawState): ReadonlyMap<string, Instance> {
  return new Map(
    resources.flatMap(({ module, mode, type = '', name = '', instances = [] }) =>
      instances.map((instance) => {
        const path = `${module === undefined ? '' : `${module}.`}${mode === 'data' ? 'data.' : ''}`;
        const index =
          instance.index_key === undefined ? '' : `[${JSON.stringify(instance.index_key)}]`;
        return [`${path}${type}.${name}${index}`, instance] as const;
      }),
    ),
  );
}

function changedAttributes(before: Instance, after: Instance): readonly string[] {
  const sensitive = new Set([...sensitiveNames(before), ...sensitiveNames(after)]);
  const names = changedNames(before.attributes ?? {}, after.attributes ?? {}).map(({ name }) =>
    sensitive.has(name) ? `${name} (sensitive)` : name,
  );
  if (names.length > 0) return names;
  // Something beside the attributes: a schema version, a taint, the provider's private part.
  return same(before, after) ? [] : ['(not an attribute)'];
}

/** The first step of each path: `[[{"type":"get_attr","value":"secret"}, …]]`. */
function sensitiveNames({ sensitive_attributes: paths }: Instance): readonly string[] {
  if (!Array.isArray(paths)) return [];
  return paths.flatMap((path: unknown) => {
    const first: unknown = Array.isArray(path) ? path[0] : undefined;
    const value = (first as { readonly value?: unknown } | undefined)?.value;
    return typeof value === 'string' ? [value] : [];
  });
}

function changedNames(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly { readonly sign: '+' | '-' | '~'; readonly name: string }[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name): readonly { sign: '+' | '-' | '~'; name: string }[] => {
    if (!(name in before)) return [{ sign: '+', name }];
    if (!(name in after)) return [{ sign: '-', name }];
    return same(before[name], after[name]) ? [] : [{ sign: '~', name }];
  });
}

const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
