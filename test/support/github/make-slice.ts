/**
 * Writes `fixtures/openapi-slice.json`: of GitHub's OpenAPI description only the operations that this
 * project calls, as JSON Schema. Needs the description, which is no dependency (13 MB):
 *
 *   npm pack @octokit/openapi@23.0.1 && tar xzf octokit-openapi-23.0.1.tgz
 *   node --import tsx test/support/github/make-slice.ts package
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATIONS } from './operations.js';
import type { Description, JsonSchema, OperationDescription } from './description.js';

interface OpenApi {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface OpenApiOperation {
  readonly parameters?: readonly unknown[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, unknown>>;
}

type Content = Readonly<Record<string, { readonly schema?: unknown }>>;

const folder = process.argv[2];
if (folder === undefined) throw new Error('Name the folder of the unpacked @octokit/openapi.');
const read = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'));
const { version } = read('package.json') as { readonly version: string };
const openApi = read('generated/api.github.com.json') as OpenApi;

const schemas: Record<string, JsonSchema> = {};

function operationOf(name: string): OperationDescription {
  const [method = '', path = ''] = name.split(' ');
  const found = openApi.paths[path]?.[method.toLowerCase()];
  if (found === undefined) throw new Error(`GitHub's description has no ${name}.`);
  const parameters = (found.parameters ?? []).map((given) => {
    const parameter = resolved(given) as Readonly<Record<string, unknown>>;
    return {
      name: parameter['name'] as string,
      in: parameter['in'] as 'path' | 'query',
      required: parameter['required'] === true,
      schema: slim(parameter['schema']),
    };
  });
  const content = found.requestBody?.content;
  const json = content?.['application/json']?.schema;
  const required = found.requestBody?.required === true;
  return {
    parameters,
    ...(content === undefined
      ? {}
      : {
          body: json === undefined ? { required, bytes: true } : { required, schema: slim(json) },
        }),
    answers: Object.fromEntries(
      Object.entries(found.responses).map(([status, given]) => {
        const answer = resolved(given) as { readonly content?: Content };
        const schema = answer.content?.['application/json']?.schema;
        return [status, schema === undefined ? null : slim(schema)];
      }),
    ),
  };
}

function resolved(part: unknown): unknown {
  const { $ref } = part as { readonly $ref?: string };
  if ($ref === undefined) return part;
  const [, , kind = '', name = ''] = $ref.split('/');
  return openApi.components[kind]?.[name];
}

/** A schema without what says nothing about validity, and with `nullable` as JSON Schema says it. */
function slim(schema: unknown): JsonSchema {
  if (typeof schema !== 'object' || schema === null) throw new Error('A schema is no object.');
  const given = schema as Readonly<Record<string, unknown>>;
  const ref = given['$ref'];
  if (typeof ref === 'string') return { $ref: named(ref) };
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    if (VALUES.has(key)) out[key] = value;
    else if (LISTS.has(key)) out[key] = (value as unknown[]).map(slim);
    else if (key === 'items') out[key] = slim(value);
    else if (key === 'additionalProperties') {
      out[key] = typeof value === 'boolean' ? value : slim(value);
    } else if (key === 'properties') {
      out[key] = Object.fromEntries(
        Object.entries(value as object).map(([name, part]) => [name, slim(part)]),
      );
    }
  }
  return given['nullable'] === true ? nullable(out) : out;
}

const VALUES = new Set([
  ...['type', 'enum', 'format', 'required', 'pattern', 'minimum', 'maximum'],
  ...['minLength', 'maxLength', 'minItems', 'maxItems'],
]);
const LISTS = new Set(['allOf', 'anyOf', 'oneOf']);

function nullable(schema: Readonly<Record<string, unknown>>): JsonSchema {
  const { type, enum: words } = schema;
  const values = Array.isArray(words) ? { enum: [...(words as unknown[]), null] } : {};
  if (typeof type === 'string') return { ...schema, type: [type, 'null'], ...values };
  return Array.isArray(words) ? { ...schema, ...values } : { anyOf: [schema, { type: 'null' }] };
}

/** Takes a schema of the description into the slice, with all that it names. */
function named(ref: string): string {
  const name = ref.split('/').at(-1) as string;
  if (!Object.hasOwn(schemas, name)) {
    schemas[name] = {};
    schemas[name] = slim(openApi.components['schemas']?.[name]);
  }
  return `github#/$defs/${name}`;
}

/** One line for each operation and each schema, so that a change of the description can be read. */
function lines(slice: Description): string {
  const block = (entries: object): string =>
    Object.entries(entries)
      .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
      .join(',\n');
  return `{"source":${JSON.stringify(slice.source)},\n"operations":{\n${block(slice.operations)}\n},\n"schemas":{\n${block(slice.schemas)}\n}}\n`;
}

const operations = Object.fromEntries(OPERATIONS.map((name) => [name, operationOf(name)]));
writeFileSync(
  join(import.meta.dirname, 'fixtures/openapi-slice.json'),
  lines({ source: `@octokit/openapi@${version}`, operations, schemas }),
);
