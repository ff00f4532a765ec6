import type * as z from 'zod';
import { nearest } from '../../errors/nearest.js';
import type { Place, Quoted } from '../place.js';
import type { TextFile } from '../text.js';
import { entry, type Node } from './node.js';

/** One thing that is wrong with a document that people write. */
export interface DocumentProblem {
  readonly place: Place;
  /** What is wrong, with the key and without a full stop. */
  readonly reason: string;
}

export type KeyPath = readonly PropertyKey[];

/** A part of a file, and what its mappings may hold. */
export interface Checking {
  readonly root: Node;
  readonly file: TextFile;
  /** The keys that a mapping at a path may have. */
  readonly keysAt: (path: KeyPath) => readonly string[];
}

/** What zod finds wrong, in our words and at its place; an unknown key with the nearest known one. */
export function documentProblems(
  issue: z.core.$ZodIssue,
  checking: Checking,
): readonly DocumentProblem[] {
  const { root, file, keysAt } = checking;
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
      return meant.flatMap((i) => documentProblems({ ...i, path: [...path, ...i.path] }, checking));
    }
  }
  const place = placeAt(root, path, file);
  return [
    { place, reason: `${path.length === 0 ? 'the file' : pathText(path)}: ${reasonOf(issue)}` },
  ];
}

const isOtherForm = ({ code, path }: z.core.$ZodIssue): boolean =>
  path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');

function reasonOf(issue: z.core.$ZodIssue): string {
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

export const pathText = (path: KeyPath): string =>
  path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`))
    .join('');

/** The place of what stands at a path, or of the innermost that holds it. */
export function placeAt(root: Node, path: KeyPath, file: TextFile): Place {
  let length = path.length;
  let node = nodeAt(root, path);
  for (; node === undefined; node = nodeAt(root, path.slice(0, length))) length -= 1;
  return file.place(node.start, node.end);
}

function nodeAt(root: Node, path: KeyPath): Node | undefined {
  let node: Node | undefined = root;
  for (const key of path) {
    node = node?.kind === 'sequence' ? node.items[Number(key)] : entry(node, String(key))?.value;
  }
  return node;
}

/** The value of a node. A key with nothing behind it says nothing: its value is undefined, not null. */
export function plainValue(node: Node): unknown {
  if (node.kind === 'scalar')
    return node.value === null && node.source === '' ? undefined : node.value;
  if (node.kind === 'sequence') return node.items.map(plainValue);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainValue(value)]));
}

/** Where each value of a document stands, by its JSON pointer. */
export function placesOf(root: Node, file: TextFile): Readonly<Record<string, Quoted>> {
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

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** The keys that a mapping at a path of a JSON Schema may have. */
export function schemaKeys(schema: unknown, path: KeyPath): readonly string[] {
  const at = path.reduce<JsonSchema | undefined>(
    (inner, key) => (typeof key === 'number' ? inner?.items : inner?.properties?.[String(key)]),
    schema as JsonSchema,
  );
  const forms = [at, ...(at?.anyOf ?? [])];
  return forms.flatMap((form) => Object.keys(form?.properties ?? {}));
}
