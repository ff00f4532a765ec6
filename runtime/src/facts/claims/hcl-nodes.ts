import type { Entry, MappingNode, Node, ScalarNode } from '../nodes/node.js';
import type { HclItem } from './hcl-layout.js';

type Extent = readonly [number, number];

/** What hcl2json answers for the body of a block, as a document with the places of the file. */
export function blockNode(
  body: Readonly<Record<string, unknown>>,
  items: readonly HclItem[],
  extent: Extent,
  text: string,
): MappingNode {
  const entries = Object.entries(body).map(([key, value]): Entry => {
    const found = items.filter((item) => item.key === key);
    const at = found[0]?.at ?? extent;
    return { key, keyNode: scalar(key, at), value: valueNode(value, found, extent, text) };
  });
  return { kind: 'mapping', entries, start: extent[0], end: extent[1] };
}

function valueNode(value: unknown, found: readonly HclItem[], around: Extent, text: string): Node {
  const extent = found[0]?.extent ?? around;
  if (Array.isArray(value)) {
    let at = extent[0];
    const items = value.map((one: unknown, i): Node => {
      if (isObject(one)) {
        const block = found[i];
        return blockNode(one, block?.body ?? [], block?.extent ?? extent, text);
      }
      const place = placeOf(one, text, at, extent);
      at = place[1];
      return scalarOf(one, place);
    });
    return { kind: 'sequence', items, start: extent[0], end: extent[1] };
  }
  if (isObject(value)) return blockNode(value, found[0]?.body ?? [], extent, text);
  return scalarOf(value, extent);
}

/** A text of a list, by looking for it in quotes after the one before it. */
function placeOf(value: unknown, text: string, from: number, extent: Extent): Extent {
  const quoted = `"${String(value)}"`;
  const start = text.indexOf(quoted, from);
  return start < 0 || start >= extent[1] ? [from, extent[1]] : [start, start + quoted.length];
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function scalarOf(value: unknown, extent: Extent): ScalarNode {
  const kept =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? value
      : null;
  return scalar(kept, extent);
}

export function scalar(value: ScalarNode['value'], [start, end]: Extent): ScalarNode {
  return { kind: 'scalar', value, source: String(value ?? ''), start, end };
}

/** A document made of parts of another: each entry has the place of the part. */
export function mappingAt(
  { start, end }: Node,
  parts: Readonly<Record<string, { readonly key: ScalarNode; readonly value: Node } | undefined>>,
): MappingNode {
  const entries = Object.entries(parts).flatMap(([key, part]) =>
    part === undefined ? [] : [{ key, keyNode: part.key, value: part.value }],
  );
  return { kind: 'mapping', entries, start, end };
}
