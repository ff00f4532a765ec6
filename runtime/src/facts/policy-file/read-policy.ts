import {
  documentProblems,
  pathText,
  placeAt,
  placesOf,
  plainValue,
  type DocumentProblem,
} from '../nodes/checked.js';
import type { Node } from '../nodes/node.js';
import { readYaml } from '../nodes/read-yaml.js';
import type { TextFile } from '../text.js';
import type { Policy, PolicyFile } from './policy.js';
import type * as SchemaModuleType from './schema.js';

/** One thing that is wrong with a policy file. */
export type PolicyProblem = DocumentProblem;

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
  const parsed = policySchema.safeParse(plainValue(root) ?? {}, { reportInput: true });
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) =>
      documentProblems(issue, { root, file, keysAt }),
    );
    return [...problems].sort((a, b) => a.place.line - b.place.line);
  }
  const bad = await badPatterns(patternsOf(parsed.data), root, file);
  if (bad.length > 0) return bad;
  return { path: file.path, policy: parsed.data, at: placesOf(root, file) };
}

type SchemaModule = typeof SchemaModuleType;

let schema: Promise<SchemaModule> | undefined;
const schemaModule = (): Promise<SchemaModule> => (schema ??= import('./schema.js'));

interface WrittenPattern {
  readonly path: readonly PropertyKey[];
  readonly pattern: string;
}

function patternsOf({ redaction, references }: Policy): readonly WrittenPattern[] {
  return [
    ...redaction.patterns.map(({ pattern }, i) => ({
      path: ['redaction', 'patterns', i, 'pattern'],
      pattern,
    })),
    ...references.flatMap(({ pattern }, i) =>
      pattern === undefined ? [] : [{ path: ['references', i, 'pattern'], pattern }],
    ),
  ];
}

/** Patterns run in linear time whatever the input, so only those of RE2 are taken. */
async function badPatterns(
  patterns: readonly WrittenPattern[],
  root: Node,
  file: TextFile,
): Promise<readonly PolicyProblem[]> {
  if (patterns.length === 0) return [];
  const { RE2JS } = await import('re2js');
  return patterns.flatMap(({ pattern, path }) => {
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
