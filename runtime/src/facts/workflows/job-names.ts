import { render, valueOfTemplate, type Scope } from '../expressions/evaluate.js';
import { NotAnExpression } from '../expressions/parse.js';
import { isDynamic, parseTemplate, type Template } from '../expressions/template.js';
import {
  formatNumber,
  isList,
  isMap,
  PartialMap,
  Unknown,
  UNKNOWN,
  type Value,
  type ValueMap,
} from '../expressions/value.js';
import type { Node } from '../nodes/node.js';
import { concat, cutSegment, isExact, joinPieces, piecesOf, type Pieces } from './check-name.js';
import { expandMatrix, type Configuration, type Expansion } from './matrix.js';
import type { ParsedJob } from './workflow.js';

/** The part of a check's name that one job gives. */
export interface Segment {
  readonly pieces: Pieces;
  /** Before it was cut; absent when it was not. */
  readonly uncut?: string;
  /** False when the job may not exist: an exclude that is not known. */
  readonly certain: boolean;
  /** The `matrix` context of this job, for what it calls. */
  readonly matrix: Value;
}

/** What a job is called, when it runs and when it is skipped. */
export interface JobNames {
  readonly running: readonly Segment[];
  /** A skipped job is not expanded: its template, or its bare name. */
  readonly skipped: Segment;
}

/** Names of a job as rules.md 2.1 has them; the source is the runner's open workflow parser. */
export function jobNames(job: ParsedJob, scope: Scope): JobNames {
  const template = templateOf(job);
  const fixed = isDynamic(template) ? undefined : template.map(String).join('') || job.id;
  const skipped = segment([
    job.name !== undefined && fixed === undefined ? job.name.text : (fixed ?? job.id),
  ]);
  const expansion = expansionOf(job.strategy, scope);
  if (expansion === undefined) {
    const names = withContexts(scope, null, undefined, 1);
    const pieces = fixed === undefined ? evaluated(template, names, job.id) : [fixed];
    return { running: [segment(pieces)], skipped };
  }
  const { configurations, rest } = expansion;
  const running = configurations.map((configuration, i) => {
    const suffixed = withSuffix(fixed ?? job.id, configuration);
    const total = rest ? undefined : configurations.length;
    const names = withContexts(scope, configuration.values, i, total);
    const pieces = fixed === undefined ? evaluated(template, names, suffixed) : suffixed;
    return segment(pieces, configuration.certain, configuration.values);
  });
  if (rest) running.push(unlisted(template, fixed, scope));
  return { running, skipped };
}

/** The jobs of a matrix that cannot be listed. */
function unlisted(template: Template, fixed: string | undefined, scope: Scope): Segment {
  const matrix = new PartialMap();
  if (fixed !== undefined) return segment([`${fixed} (`, ')'], false, matrix);
  const pieces = evaluated(template, withContexts(scope, matrix, undefined, undefined), '');
  return segment(pieces, isExact(pieces), matrix);
}

function evaluated(template: Template, scope: Scope, fallback: string | Pieces): Pieces {
  const pieces = piecesOf(render(template, scope));
  if (!isExact(pieces) || pieces[0] !== '') return pieces;
  return typeof fallback === 'string' ? [fallback] : fallback;
}

function withSuffix(base: string, { named }: Configuration): Pieces {
  const leaves = [...leavesOf(named)].map((leaf): Pieces =>
    leaf === undefined ? ['', ''] : [leaf],
  );
  return leaves.length === 0 ? [base] : concat([`${base} (`], joinPieces(leaves, ', '), [')']);
}

/** Texts of the leaves, depth first; undefined for one that is not known. */
function* leavesOf(value: Value): Generator<string | undefined> {
  if (value instanceof Unknown) yield undefined;
  else if (isMap(value)) for (const inner of value.values()) yield* leavesOf(inner);
  else if (isList(value)) for (const inner of value) yield* leavesOf(inner);
  else if (typeof value === 'number') yield formatNumber(value);
  else if (value !== null && value !== '') yield String(value);
}

function segment(pieces: Pieces, certain = true, matrix: Value = null): Segment {
  const cut = cutSegment(pieces);
  const [whole] = pieces;
  return {
    pieces: cut,
    certain,
    matrix,
    ...(cut === pieces || whole === undefined ? {} : { uncut: whole }),
  };
}

/** A job is named anew for every event that starts it; its name is parsed once. */
const templates = new WeakMap<ParsedJob, Template>();

function templateOf(job: ParsedJob): Template {
  const known = templates.get(job);
  if (known !== undefined) return known;
  const template = parsedName(job);
  templates.set(job, template);
  return template;
}

function parsedName(job: ParsedJob): Template {
  if (job.name === undefined) return [job.id];
  try {
    return parseTemplate(job.name.text);
  } catch (cause) {
    if (cause instanceof NotAnExpression) return [job.name.text];
    throw cause;
  }
}

/** Expansions of strategies without an expression: they are the same for every event. */
const expansions = new WeakMap<Node, Expansion>();

/** The jobs of a strategy; undefined without a matrix. One that GitHub refuses cannot be listed. */
function expansionOf(strategy: Node | undefined, scope: Scope): Expansion | undefined {
  if (strategy === undefined) return undefined;
  const known = expansions.get(strategy);
  if (known !== undefined) return known;
  const matrix = matrixOf(strategy, scope);
  if (matrix === undefined) return undefined;
  const expansion = expandMatrix(matrix) ?? { configurations: [], rest: true };
  if (!hasExpression(strategy)) expansions.set(strategy, expansion);
  return expansion;
}

function hasExpression(node: Node): boolean {
  if (node.kind === 'scalar') return node.source.includes('${{');
  if (node.kind === 'sequence') return node.items.some(hasExpression);
  return node.entries.some(({ key, value }) => key.includes('${{') || hasExpression(value));
}

/** The `matrix` of a strategy with its expressions evaluated; undefined without one. */
function matrixOf(strategy: Node, scope: Scope): Value | undefined {
  const value = nodeValue(strategy, scope);
  if (value instanceof Unknown) return UNKNOWN;
  return isMap(value) ? value.get('matrix') : undefined;
}

/** A node as a value, its expressions evaluated. A key that is an expression leaves nothing known. */
export function nodeValue(node: Node, scope: Scope): Value {
  if (node.kind === 'sequence') return node.items.map((item) => nodeValue(item, scope));
  if (node.kind === 'mapping') {
    if (node.entries.some(({ key }) => key.includes('${{'))) return UNKNOWN;
    return new Map(node.entries.map(({ key, value }) => [key, nodeValue(value, scope)]));
  }
  if (typeof node.value !== 'string' || !node.value.includes('${{')) return node.value;
  try {
    return valueOfTemplate(parseTemplate(node.value), scope);
  } catch (cause) {
    if (cause instanceof NotAnExpression) return UNKNOWN;
    throw cause;
  }
}

/** Adds what a name may read beside the contexts of the event. */
function withContexts(
  scope: Scope,
  matrix: Value,
  index: number | undefined,
  total: number | undefined,
): Scope {
  const strategy: ValueMap = new PartialMap([
    ['job-index', index ?? (total === 1 ? 0 : UNKNOWN)],
    ['job-total', total ?? UNKNOWN],
  ]);
  const names = new Map<string, Value>([
    ['matrix', matrix],
    ['strategy', strategy],
  ]);
  return { names, outer: scope };
}
