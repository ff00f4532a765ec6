import type { core } from 'zod';
import { nearest } from '../../errors/nearest.js';
import { entry, type Node } from '../nodes/node.js';
import { readYaml } from '../nodes/read-yaml.js';
import type { Place, Quoted } from '../place.js';
import type { TextFile } from '../text.js';
import type { PolicyFile } from './policy.js';
import type * as SchemaModuleType from './schema.js';

/** One thing that is wrong with a policy file. */
export interface PolicyProblem {
  readonly place: Place;
  /** What is wrong, with the key and without a full stop. */
  readonly reason: string;
}

/**
 * Reads a policy file. Every problem is told with its place; a file with one is used for nothing. The
 * schema's library is loaded only when there is a file.
 */
export async function readPolicy(file: TextFile): Promise<PolicyFile | readonly PolicyProblem[]> {
  const read = readYaml(file.text);
  if ('malformed' in read) {
    return [{ place: file.place(read.malformed.offset), reason: read.malformed.reason }];
  }
  const { keysAt, policySchema } = await schemaModule();
  const root = read.node;
  const parsed = policySchema.safeParse(valueOf(root) ?? {}, { reportInput: true });
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) =>
      problemsOf(issue, { root, file, keysAt }),
    );
    return [...problems].sort((a, b) => a.place.line - b.place.line);
  }
  const bad = await badRedactions(parsed.data.redaction.patterns, root, file);
  if (bad.length > 0) return bad;
  return { path: file.path, policy: parsed.data, at: placesOf(root, file) };
}

type SchemaModule = typeof SchemaModuleType;

let schema: Promise<SchemaModule> | undefined;
const schemaModule = (): Promise<SchemaModule> => (schema ??= import('./schema.js'));

/** Redaction runs in linear time whatever the input, so only RE2 patterns are taken. */
async function badRedactions(
  patterns: readonly { readonly pattern: string }[],
  root: Node,
  file: TextFile,
): Promise<readonly PolicyProblem[]> {
  if (patterns.length === 0) return [];
  const { RE2JS } = await import('re2js');
  return patterns.flatMap(({ pattern }, i) => {
    const path = ['redaction', 'patterns', i, 'pattern'];
    const problem = (why: string): PolicyProblem[] => [
      { place: placeAt(root, path, file), reason: `${pathText(path)}: ${why}` },
    ];
    try {
      return RE2JS.compile(pattern).matcher('').matches() ? problem('it matches empty text') : [];
    } catch (cause) {
      return problem(`it is no RE2 pattern: ${(cause as Error).message}`);
    }
  });
}

interface Reading {
  readonly root: Node;
  readonly file: TextFile;
  readonly keysAt: (path: Path) => readonly string[];
}

function problemsOf(
  issue: core.$ZodIssue,
  { root, file, keysAt }: Reading,
): readonly PolicyProblem[] {
  const path = issue.path;
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path);
    return issue.keys.map((key) => {
      const keyNode = entry(nodeAt(root, path), key)?.keyNode;
      const near = nearest(key, known);
      const hint =
        near === undefined ? `the keys are ${known.join(', ')}` : `did you mean ${near}?`;
      return {
        place:
          keyNode === undefined
            ? placeAt(root, path, file)
            : file.place(keyNode.start, keyNode.end),
        reason: `unknown key ${pathText([...path, key])}; ${hint}`,
      };
    });
  }
  if (issue.code === 'invalid_union') {
    // The form that was meant is the one of the right type.
    const meant = issue.errors.find((issues) => issues.every((i) => !isOtherForm(i)));
    if (meant !== undefined) {
      return meant.flatMap((i) =>
        problemsOf({ ...i, path: [...path, ...i.path] }, { root, file, keysAt }),
      );
    }
  }
  const place = placeAt(root, path, file);
  return [
    { place, reason: `${path.length === 0 ? 'the file' : pathText(path)}: ${reasonOf(issue)}` },
  ];
}

const isOtherForm = ({ code, path }: core.$ZodIssue): boolean =>
  path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');

function reasonOf(issue: core.$ZodIssue): string {
  if (issue.input === undefined) return 'it is missing';
  if (issue.code === 'invalid_value') {
    const words = issue.values.map(String);
    const near = typeof issue.input === 'string' ? nearest(issue.input, words) : undefined;
    return `must be ${words.join(' or ')}${near === undefined ? '' : `; did you mean ${near}?`}`;
  }
  if (issue.code === 'invalid_type') return `must be ${article(issue.expected)}`;
  if (issue.code === 'invalid_union') return 'it is of no form that is known';
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message;
  return issue.message;
}

function article(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    object: 'a mapping',
    record: 'a mapping',
    array: 'a list',
    string: 'a text',
    int: 'a whole number',
    boolean: 'true or false',
  };
  return names[expected] ?? `a ${expected}`;
}

type Path = readonly PropertyKey[];

const pathText = (path: Path): string =>
  path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`))
    .join('');

/** The place of what stands at a path, or of the innermost that holds it. */
function placeAt(root: Node, path: Path, file: TextFile): Place {
  let length = path.length;
  let node = nodeAt(root, path);
  for (; node === undefined; node = nodeAt(root, path.slice(0, length))) length -= 1;
  return file.place(node.start, node.end);
}

function nodeAt(root: Node, path: Path): Node | undefined {
  let node: Node | undefined = root;
  for (const key of path) {
    node = node?.kind === 'sequence' ? node.items[Number(key)] : entry(node, String(key))?.value;
  }
  return node;
}

/** A key with nothing behind it says nothing: its value is undefined, not null. */
function valueOf(node: Node): unknown {
  if (node.kind === 'scalar')
    return node.value === null && node.source === '' ? undefined : node.value;
  if (node.kind === 'sequence') return node.items.map(valueOf);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, valueOf(value)]));
}

function placesOf(root: Node, file: TextFile): Readonly<Record<string, Quoted>> {
  const places: (readonly [string, Quoted])[] = [];
  const add = (pointer: string, node: Node, start: Node): void => {
    places.push([pointer, file.quote(file.place(start.start, start.end))]);
    visit(node, pointer);
  };
  const visit = (node: Node, pointer: string): void => {
    if (node.kind === 'sequence')
      node.items.forEach((item, i) => add(`${pointer}/${i}`, item, item));
    if (node.kind === 'mapping') {
      for (const { key, keyNode, value } of node.entries) {
        add(`${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, value, keyNode);
      }
    }
  };
  visit(root, '');
  return Object.fromEntries(places);
}
