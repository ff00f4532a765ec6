import { child, entry, textOf, type Entry, type Node } from '../nodes/node.js';
import type { Quoted } from '../place.js';
import type { TextFile } from '../text.js';
import type { Trigger } from './workflow.js';

/** The events under `on`: one name, a list of names, or a mapping with filters. */
export function readTriggers(file: TextFile, { keyNode, value }: Entry): readonly Trigger[] {
  const at = (node: Node): Quoted => file.quote(file.place(node.start, node.end));
  const one = textOf(value);
  if (one !== undefined) return [{ event: one, ...at(value) }];
  if (value.kind === 'sequence') {
    return value.items.flatMap((item) => {
      const event = textOf(item);
      return event === undefined ? [] : [{ event, ...at(item) }];
    });
  }
  if (value.kind !== 'mapping') return [];
  return value.entries.map((e) => ({
    event: e.key,
    ...(e.keyNode.end > e.keyNode.start ? at(e.keyNode) : at(keyNode)),
    ...filters(e.value),
    ...pathsAt(e.value, at),
  }));
}

function pathsAt(node: Node, at: (node: Node) => Quoted): Pick<Trigger, 'pathsAt'> {
  const key = (entry(node, 'paths') ?? entry(node, 'paths-ignore'))?.keyNode;
  return key === undefined ? {} : { pathsAt: at(key) };
}

const FILTERS = {
  branches: 'branches',
  'branches-ignore': 'branchesIgnore',
  tags: 'tags',
  'tags-ignore': 'tagsIgnore',
  paths: 'paths',
  'paths-ignore': 'pathsIgnore',
  types: 'types',
} as const;

function filters(node: Node): Partial<Record<(typeof FILTERS)[keyof typeof FILTERS], string[]>> {
  return Object.fromEntries(
    Object.entries(FILTERS).flatMap(([key, field]) => {
      const patterns = texts(child(node, key));
      return patterns === undefined ? [] : [[field, patterns]];
    }),
  );
}

function texts(node: Node | undefined): string[] | undefined {
  if (node?.kind === 'scalar') return node.value === null ? [] : [node.source];
  return node?.kind === 'sequence'
    ? node.items.flatMap((item) => (item.kind === 'scalar' ? [String(item.value ?? '')] : []))
    : undefined;
}
