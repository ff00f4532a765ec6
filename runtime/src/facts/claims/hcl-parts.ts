import { entry, type Entry, type MappingNode, type Node } from '../nodes/node.js';

/** An attribute or block of Terraform: its key and what it holds. */
export type Part = { readonly key: Entry['keyNode']; readonly value: Node } | undefined;

/** A block that stands once is a list of one for hcl2json. */
export const single = (node: Node | undefined): Node | undefined =>
  node?.kind === 'sequence' ? node.items[0] : node;

/** An attribute, or a block that stands once. */
export function part(node: Node | undefined, key: string): Part {
  const found = entry(node, key);
  if (found === undefined) return undefined;
  const value = isBlocks(found.value) ? single(found.value) : found.value;
  return value === undefined ? undefined : { key: found.keyNode, value };
}

const isBlocks = (node: Node): boolean =>
  node.kind === 'sequence' && node.items.some((item) => item.kind === 'mapping');

/** Blocks that may stand more than once; JSON may write a single one without its list. */
export function blocks(node: Node | undefined, key: string): Part {
  const found = entry(node, key);
  if (found === undefined) return undefined;
  const { value } = found;
  return { key: found.keyNode, value: value.kind === 'mapping' ? listAt(value, [value]) : value };
}

export const partsOf = (node: MappingNode): Readonly<Record<string, Part>> =>
  Object.fromEntries(node.entries.map(({ key }) => [key, part(node, key)]));

export const listAt = ({ start, end }: Node, items: readonly Node[]): Node => ({
  kind: 'sequence',
  items,
  start,
  end,
});

export const emptyAt = (node: Node): Node => listAt(node, []);
