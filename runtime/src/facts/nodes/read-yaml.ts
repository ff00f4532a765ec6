import {
  Composer,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  Parser,
  type CST,
  type Document,
  type ParsedNode,
} from 'yaml';
import type { Entry, Malformed, Node, Read, ScalarNode } from './node.js';

/** GitHub's workflow parser: ParseOptions.MaxDepth and YamlObjectReader.c_maxYamlNodes. */
const MAX_DEPTH = 50;
const MAX_NODES = 50_000;
/** About six lexemes a node: bounds the time that a hostile file can take before nodes are counted. */
const MAX_LEXEMES = 6 * MAX_NODES;

class TooDeep extends Error {}

/**
 * Reads one YAML 1.2 core document with the limits of GitHub's workflow parser. Aliases are expanded
 * and counted, so an alias bomb ends at the limit. Linear in the text; never throws.
 */
export function readYaml(text: string): Read {
  const tokens = tokenize(text);
  if (tokens === undefined) return tooDeep();
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'silent',
  });
  let document: Document.Parsed<ParsedNode> | undefined;
  for (const composed of composer.compose(tokens, true, text.length)) {
    if (document !== undefined) {
      return malformed('the file holds more than one document', composed.range[0]);
    }
    document = composed;
  }
  const error = document?.errors[0];
  if (error !== undefined) return malformed(firstLine(error.message), error.pos[0]);
  if (document?.directives.yaml.explicit === true && document.directives.yaml.version !== '1.2') {
    return malformed('the %YAML directive asks for another version than 1.2', 0);
  }
  try {
    return { node: new Converter(document).convert(document?.contents ?? null, 0) };
  } catch (cause) {
    if (cause instanceof TooDeep) return tooDeep();
    if (cause instanceof NotADocument) return malformed(cause.message, cause.offset);
    throw cause;
  }
}

/**
 * The concrete syntax tree, or undefined when it is too large or too deep. The composer is recursive
 * and V8 aborts the process when a regular expression is compiled near the end of the stack, so
 * the depth is measured first, without recursion.
 */
function tokenize(text: string): CST.Token[] | undefined {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    lexemes += 1;
    if (lexemes > MAX_LEXEMES) return undefined;
    for (const token of parser.next(lexeme)) tokens.push(token);
  }
  for (const token of parser.end()) tokens.push(token);
  return depthExceeds(tokens, MAX_DEPTH) ? undefined : tokens;
}

function depthExceeds(tokens: readonly CST.Token[], limit: number): boolean {
  const stack: (readonly [CST.Token, number])[] = tokens.map((token) => [token, 0]);
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const [token, depth] = top;
    // A document token is no level of its own.
    if (depth > limit + 1) return true;
    if ('value' in token && typeof token.value === 'object') stack.push([token.value, depth + 1]);
    if (!('items' in token)) continue;
    for (const item of token.items) {
      if (item.key !== undefined && item.key !== null) stack.push([item.key, depth + 1]);
      if (item.value !== undefined) stack.push([item.value, depth + 1]);
    }
  }
  return false;
}

class NotADocument extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

class Converter {
  #nodes = 0;
  #targets: ReadonlyMap<unknown, unknown> | undefined;

  constructor(readonly document: Document.Parsed<ParsedNode> | undefined) {}

  convert(node: unknown, depth: number): Node {
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES || depth > MAX_DEPTH) throw new TooDeep();
    if (isAlias(node)) {
      // `node.resolve` walks the whole document for every single alias.
      this.#targets ??= aliasTargets(this.document?.contents);
      const target = this.#targets.get(node);
      const offset = node.range?.[0] ?? 0;
      if (target === undefined) throw new NotADocument(`unknown anchor ${node.source}`, offset);
      return this.convert(target, depth + 1);
    }
    if (isScalar(node)) return scalarNode(node);
    const [start, end] = extentOf(node);
    if (isSeq(node)) {
      return {
        kind: 'sequence',
        start,
        end,
        items: node.items.map((i) => this.convert(i, depth + 1)),
      };
    }
    if (isMap(node)) {
      const entries: Entry[] = node.items.map(({ key, value }) => {
        const keyNode = this.convert(key, depth + 1);
        if (keyNode.kind !== 'scalar')
          throw new NotADocument('a key is not a scalar', keyNode.start);
        return { key: keyText(keyNode), keyNode, value: this.convert(value, depth + 1) };
      });
      refuseDuplicates(entries);
      return { kind: 'mapping', start, end, entries };
    }
    return { kind: 'scalar', value: null, source: '', start, end };
  }
}

/** What every alias stands for: the last node before it with its anchor. */
function aliasTargets(root: unknown): ReadonlyMap<unknown, unknown> {
  const anchors = new Map<string, unknown>();
  const targets = new Map<unknown, unknown>();
  const walk = (node: unknown): void => {
    if (isAlias(node)) {
      targets.set(node, anchors.get(node.source));
      return;
    }
    if (!isScalar(node) && !isCollection(node)) return;
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isSeq(node)) node.items.forEach(walk);
    if (!isMap(node)) return;
    for (const { key, value } of node.items) {
      walk(key);
      walk(value);
    }
  };
  walk(root);
  return targets;
}

/** GitHub compares keys without case and refuses the file when two are equal. */
function refuseDuplicates(entries: readonly Entry[]): void {
  const keys = new Set<string>();
  for (const { key, keyNode } of entries) {
    const folded = key.toLowerCase();
    if (keys.has(folded)) throw new NotADocument(`the key ${key} stands twice`, keyNode.start);
    keys.add(folded);
  }
}

function keyText(node: ScalarNode): string {
  return node.value === null ? '' : String(node.value);
}

function scalarNode(node: {
  value: unknown;
  source?: string | undefined;
  range?: unknown;
}): ScalarNode {
  const [start, end] = extentOf(node);
  const { value } = node;
  const kept =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? value
      : null;
  return { kind: 'scalar', value: kept, source: node.source ?? String(kept ?? ''), start, end };
}

function extentOf(node: unknown): readonly [number, number] {
  const range = (node as { range?: readonly number[] | null } | null)?.range;
  return [range?.[0] ?? 0, range?.[1] ?? range?.[0] ?? 0];
}

const firstLine = (message: string): string => message.split('\n')[0] as string;

const malformed = (reason: string, offset: number): { malformed: Malformed } => ({
  malformed: { code: 'yaml-malformed', reason, offset },
});

const tooDeep = (): { malformed: Malformed } => ({
  malformed: {
    code: 'yaml-too-deep',
    reason: `more than ${MAX_DEPTH} levels or ${MAX_NODES} nodes, aliases expanded`,
    offset: 0,
  },
});
