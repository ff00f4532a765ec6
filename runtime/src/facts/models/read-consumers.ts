import type { Gap } from '../answer.js';
import type { MappingNode, Node } from '../nodes/node.js';
import { readJson } from '../nodes/read-json.js';
import { readYaml } from '../nodes/read-yaml.js';
import type { TextFile } from '../text.js';
import { SAFEGUARDS, type ModelConsumer, type Safeguard } from './model-consumer.js';

/**
 * The consumers that a file declares: every mapping that names a `model`, else the file itself. A
 * safeguard counts where it stands in the mapping, below it, or beside it in one that holds it.
 */
export function readConsumers(file: TextFile): readonly ModelConsumer[] | Gap {
  const { path, text } = file;
  const read = /\.jsonc?$/.test(path) ? readJson(text) : readYaml(text);
  if ('malformed' in read) {
    const { code, reason, offset } = read.malformed;
    return { code, reason: `${path}: ${reason}`, place: file.place(offset) };
  }
  const found: ModelConsumer[] = [];
  const visit = (node: Node, pointer: string, outer: ReadonlySet<Safeguard>): void => {
    if (node.kind === 'scalar') return;
    if (node.kind === 'sequence') {
      node.items.forEach((item, i) => visit(item, `${pointer}/${i}`, outer));
      return;
    }
    const inner = new Set([...outer, ...ownSafeguards(node)]);
    const model = node.entries.find(({ key }) => key.toLowerCase() === 'model');
    if (model !== undefined) found.push(consumer(pointer, node, model.keyNode, inner));
    for (const { key, value } of node.entries) {
      visit(value, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, inner);
    }
  };
  const consumer = (
    pointer: string,
    node: Node,
    at: Node,
    outer: ReadonlySet<Safeguard>,
  ): ModelConsumer => {
    const has = new Set([...outer, ...safeguardsBelow(node)]);
    const held = SAFEGUARDS.filter((one) => has.has(one));
    return { path, pointer, has: held, ...file.quote(file.place(at.start, at.end)) };
  };
  visit(read.node, '', new Set());
  if (found.length > 0) return found;
  return [consumer('', read.node, read.node, new Set())];
}

/** Safeguards of a mapping and of all below it that names no model of its own. */
function safeguardsBelow(node: Node): readonly Safeguard[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'sequence') return node.items.flatMap(safeguardsOfPart);
  return [...ownSafeguards(node), ...node.entries.flatMap(({ value }) => safeguardsOfPart(value))];
}

function safeguardsOfPart(node: Node): readonly Safeguard[] {
  const own =
    node.kind === 'mapping' && node.entries.some(({ key }) => key.toLowerCase() === 'model');
  return own ? [] : safeguardsBelow(node);
}

function ownSafeguards(node: MappingNode): readonly Safeguard[] {
  return node.entries.flatMap(({ key, value }) => safeguardOf(key, value) ?? []);
}

/** A key is read without case, hyphens and underscores: `min_confidence`, `onAbstain`, `fallback-model`. */
function safeguardOf(key: string, value: Node): Safeguard | undefined {
  const word = key.toLowerCase().replace(/[^a-z]/g, '');
  if (word.includes('threshold') || /^min(?:imum)?confidence$/.test(word)) {
    return mayReject(value) ? 'threshold' : undefined;
  }
  if (word.includes('abstain')) return isGiven(value) ? 'abstain' : undefined;
  return word.includes('fallback') && isGiven(value) ? 'fallback' : undefined;
}

/** A threshold of 0 lets everything through. */
function mayReject(value: Node): boolean {
  if (value.kind !== 'scalar') return isGiven(value);
  return isGiven(value) && value.value !== 0 && value.value !== '0';
}

function isGiven(value: Node): boolean {
  if (value.kind === 'sequence') return value.items.length > 0;
  if (value.kind === 'mapping') return value.entries.length > 0;
  return ![null, '', false, 'false', 'none', 'no', 'off'].includes(
    value.value as string | boolean | null,
  );
}
