import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { OPERATIONS, type Operation } from './operations.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface OperationDescription {
  readonly parameters: readonly {
    readonly name: string;
    readonly in: 'path' | 'query';
    readonly required: boolean;
    readonly schema: JsonSchema;
  }[];
  readonly body?: {
    readonly required: boolean;
    readonly schema?: JsonSchema;
    /** Anything: a file is uploaded. */
    readonly bytes?: true;
  };
  /** Schema of the body by status; null where there is none. */
  readonly answers: Readonly<Record<string, JsonSchema | null>>;
}

export interface Description {
  /** Package that it was cut out of. */
  readonly source: string;
  readonly operations: Readonly<Record<string, OperationDescription>>;
  readonly schemas: Readonly<Record<string, JsonSchema>>;
}

/** GitHub's OpenAPI description, as far as this project calls it. */
export const DESCRIPTION = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/openapi-slice.json'), 'utf8'),
) as Description;

const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema({ $id: 'github', $defs: DESCRIPTION.schemas });

const compiled = new Map<JsonSchema, ValidateFunction>();

/** What is wrong with a value, one line each. */
export function wrongIn(schema: JsonSchema, value: unknown): readonly string[] {
  let check = compiled.get(schema);
  if (check === undefined) compiled.set(schema, (check = ajv.compile(schema)));
  if (check(value)) return [];
  return (check.errors ?? []).map(({ instancePath, message, params }) =>
    `${instancePath === '' ? '/' : instancePath} ${message ?? ''} ${JSON.stringify(params)}`.trim(),
  );
}

/** A schema that a `$ref` names, or the schema itself. */
export function schemaOf(schema: JsonSchema): JsonSchema {
  const { $ref } = schema as { readonly $ref?: string };
  if ($ref === undefined) return schema;
  return DESCRIPTION.schemas[$ref.replace('github#/$defs/', '')] as JsonSchema;
}

export interface Matched {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
}

/** Paths whose last parameter may hold `/`: a name of a branch, of a tag, of a ref. */
const DEEP = new Set(['ref', 'branch', 'tag']);

const ROUTES = OPERATIONS.map((operation) => {
  const [method, template = ''] = operation.split(' ');
  const pattern = template
    .split(/(\{[a-z_]+\})/)
    .map((part) => {
      const name = /^\{([a-z_]+)\}$/.exec(part)?.[1];
      if (name === undefined) return part.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
      return `(?<${name}>${DEEP.has(name) ? '.+' : '[^/]+'})`;
    })
    .join('');
  const fixed = template.replace(/\{[a-z_]+\}/g, '').length;
  return { operation, method, pattern: new RegExp(`^${pattern}$`), fixed };
  // `/releases/latest` before `/releases/{release_id}`, `/branches/{branch}/protection` before a branch.
}).sort((a, b) => b.fixed - a.fixed);

/** The operation that a method and a path are; undefined where the slice has none. */
export function operationAt(method: string, path: string): Matched | undefined {
  for (const route of ROUTES) {
    const match = route.method === method ? route.pattern.exec(path) : null;
    if (match === null) continue;
    const params = Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    return { operation: route.operation, params };
  }
  return undefined;
}
