/** A YAML or JSON document as it was written: values with their offsets in the text. */
export type Node = ScalarNode | SequenceNode | MappingNode;

interface Extent {
  /** Offset of the first character in the text. */
  readonly start: number;
  /** Offset after the last character. */
  readonly end: number;
}

export interface ScalarNode extends Extent {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As it was written, for example `3.10` for the number 3.1. */
  readonly source: string;
}

export interface SequenceNode extends Extent {
  readonly kind: 'sequence';
  readonly items: readonly Node[];
}

export interface MappingNode extends Extent {
  readonly kind: 'mapping';
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: string;
  readonly keyNode: ScalarNode;
  readonly value: Node;
}

/** Why a text is no document. `offset` is where it fails. */
export interface Malformed {
  readonly code: 'yaml-malformed' | 'yaml-too-deep' | 'json-malformed';
  readonly reason: string;
  readonly offset: number;
}

export type Read = { readonly node: Node } | { readonly malformed: Malformed };

export function entry(node: Node | undefined, key: string): Entry | undefined {
  return node?.kind === 'mapping' ? node.entries.find((e) => e.key === key) : undefined;
}

export function child(node: Node | undefined, key: string): Node | undefined {
  return entry(node, key)?.value;
}

/** The string of a scalar, or undefined for anything else. */
export function textOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}
