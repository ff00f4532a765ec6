import { digestOf, MODES } from '../facts/index.js';
import { REASON_CODES } from '../policy/decision.js';
import { SEVERITIES } from '../rules/finding.js';
import { REPORT_SCHEMA } from './report.js';

export type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const count: Schema = { type: 'integer', minimum: 0 };
const hex: Schema = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const commit: Schema = { type: 'string', pattern: '^[0-9a-f]{40,64}$' };
const outcome: Schema = { enum: ['allow', 'warn', 'block'] };
const nullable = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });
const list = (items: Schema): Schema => ({ type: 'array', items });

function object(
  required: Readonly<Record<string, Schema>>,
  optional: Readonly<Record<string, Schema>> = {},
): Schema {
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(required),
    properties: { ...required, ...optional },
  };
}

const place = object(
  { path: text, line: { type: 'integer', minimum: 1 } },
  { column: { type: 'integer', minimum: 1 }, endColumn: { type: 'integer', minimum: 1 } },
);
const evidence = object({ says: text, quote: text }, { place, api: text });
const finding = object({
  check: text,
  kind: { enum: ['violation', 'evaluation-error'] },
  severity: { enum: SEVERITIES },
  confidence: { enum: ['high', 'medium', 'low'] },
  subject: text,
  title: text,
  claim: evidence,
  reality: evidence,
  why: text,
  fix: text,
  introduced: { type: 'boolean' },
  fingerprint: hex,
  place,
});

const marked = {
  check: text,
  severity: { enum: SEVERITIES },
  subject: text,
  title: text,
  fingerprint: hex,
  place,
};
const suppressedBy = object(
  {
    kind: { enum: ['policy', 'inline'] },
    path: text,
    line: { type: 'integer', minimum: 1 },
    reason: text,
  },
  { owner: text, expires: text },
);

/** JSON Schema (draft 2020-12) of a report. */
export const reportSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: `https://schemas.phase-mirror.dev/${REPORT_SCHEMA}.json`,
  title: 'Report of phase-mirror',
  ...object({
    schema: { const: REPORT_SCHEMA },
    decision: object({
      outcome,
      reasons: list(object({ code: { enum: REASON_CODES }, outcome, text })),
    }),
    change: object({
      repository: text,
      mode: { enum: MODES },
      branch: nullable(text),
      head: commit,
      base: nullable(commit),
      commits: nullable(count),
      files: nullable(count),
    }),
    findings: list(finding),
    falsePositives: list(object(marked)),
    suppressed: list(object({ ...marked, by: suppressedBy })),
    unknowns: list(
      object({ check: text, subject: text, reason: text, remedy: text }, { place, missing: text }),
    ),
    rules: list(object({ check: text, judged: count })),
    degraded: list(text),
    provenance: object({
      tool: { const: 'phase-mirror' },
      version: text,
      factsDigest: hex,
      strictness: { enum: ['standard', 'strict'] },
      limits: object({ critical: count, high: count, medium: count }),
      policy: object({
        from: { enum: ['base', 'head', 'built-in', 'unreadable'] },
        commit: nullable(commit),
        strictness: text,
      }),
    }),
    seal: object({ nonceVersion: { type: 'integer', minimum: 1 }, mac: hex }),
  }),
};

/** What L0 holds the schema of this run against; a test ties it to {@link reportSchema}. */
export const SCHEMA_HASH = '51a6f4270463044d7dcbf3de79ab00ae05386db503db6f2c5aa2412600bea300';

let hash: string | undefined;

export function schemaHash(): string {
  hash ??= digestOf(reportSchema);
  return hash;
}
