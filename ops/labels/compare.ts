import { labelKey, type Label, type WantedLabel } from './label-set.js';

/** What has to be done to one label of a repository. */
export type LabelChange =
  | { readonly kind: 'create'; readonly label: Label }
  | {
      readonly kind: 'update';
      readonly label: Label;
      /** The name that it has now, which is how GitHub finds it. */
      readonly present: string;
      /** What differs, with both values: `color ededed → d93f0b`. */
      readonly differences: readonly string[];
    };

export interface LabelComparison {
  readonly changes: readonly LabelChange[];
  /** Labels that the set does not know. They stay: they may be somebody's. */
  readonly extra: readonly string[];
  /** Former names that stand beside the new one: their issues have to be moved by a person. */
  readonly stale: readonly { readonly name: string; readonly instead: string }[];
}

/** Compares the labels of a repository with the set. Pure; a second comparison after the changes is empty. */
export function compareLabels(
  wanted: readonly WantedLabel[],
  present: readonly Label[],
): LabelComparison {
  const byKey = new Map(present.map((label) => [labelKey(label.name), label]));
  const known = new Set<string>();
  const stale: { name: string; instead: string }[] = [];
  const changes = wanted.flatMap((label): readonly LabelChange[] => {
    const own = byKey.get(labelKey(label.name));
    const former = label.formerly.flatMap((name) => byKey.get(labelKey(name)) ?? []);
    const found = own ?? former[0];
    for (const one of [own, ...former]) if (one !== undefined) known.add(labelKey(one.name));
    for (const one of former) {
      if (one !== found) stale.push({ name: one.name, instead: label.name });
    }
    const { name, color, description } = label;
    if (found === undefined) return [{ kind: 'create', label: { name, color, description } }];
    const differences = (['name', 'color', 'description'] as const)
      .filter((field) => found[field] !== label[field])
      .map((field) => `${field} ${found[field] || 'none'} → ${label[field] || 'none'}`);
    if (differences.length === 0) return [];
    return [
      { kind: 'update', label: { name, color, description }, present: found.name, differences },
    ];
  });
  const extra = present.map(({ name }) => name).filter((name) => !known.has(labelKey(name)));
  return { changes, extra: extra.sort(), stale };
}
