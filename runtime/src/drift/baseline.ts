import { createHash } from 'node:crypto';
import { runtimeError } from '../errors/index.js';
import { canonicalJson } from '../facts/digest.js';

/** What a baseline is written to; another schema is refused, never read as if it were this one. */
export const BASELINE_SCHEMA = 'phase-mirror/baseline@1';

/** A stored baseline has at most so many bytes. */
export const MAX_BASELINE_BYTES = 4 * 1024 * 1024;

export type FieldValue = string | number | boolean;

/** One comparable setting: its kind, what of that kind it is about, and its value then. */
export interface BaselineField {
  /** For example `required-check`; `drift/fields.ts` lists the kinds. */
  readonly kind: string;
  /** For example the context; empty for a setting that a branch has once. */
  readonly subject: string;
  readonly value: FieldValue;
}

/** The accepted facts of one branch of one repository. */
export interface BaselineBody {
  readonly schema: typeof BASELINE_SCHEMA;
  /** `owner/name`. */
  readonly repository: string;
  readonly branch: string;
  /** The commit that the facts were read at. */
  readonly commit: string;
  /** ISO 8601 UTC with milliseconds. */
  readonly capturedAt: string;
  /** Who captured it. */
  readonly by: string;
  /** Kinds of fields that the release knew and could read, sorted: a kind that is not here was not compared then. */
  readonly kinds: readonly string[];
  /** Sorted by kind and subject, each pair once. */
  readonly fields: readonly BaselineField[];
  /** Kinds of which not everything could be seen, and why. Hidden is not absent. */
  readonly unknown: readonly { readonly kind: string; readonly reason: string }[];
}

/** A baseline with the sha256 of its own canonical JSON (RFC 8785), 64 hex characters. */
export interface Baseline extends BaselineBody {
  readonly sha256: string;
}

/** What somebody accepted, as a fact: without `baseline` nobody ever accepted anything. */
export interface Accepted {
  readonly baseline?: Baseline;
}

/** The body with its hash. */
export function sealBaseline(body: BaselineBody): Baseline {
  return { ...body, sha256: hashOf(body) };
}

/** The text that is stored: canonical JSON, equal for equal baselines. */
export function baselineText(baseline: Baseline): string {
  return canonicalJson(baseline);
}

/**
 * Reads a stored text and trusts nothing of it. `where` names it in errors. Throws PM-3006 when it is
 * no baseline or not what its hash says, PM-3008 when it is of another schema.
 */
export function readBaseline(text: string, where: string): Baseline {
  const wrong = (why: string, cause?: unknown): Error =>
    runtimeError('PM-3006', { what: where, why, ...(cause === undefined ? {} : { cause }) });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw wrong('it is not JSON', cause);
  }
  if (!isRecord(value)) throw wrong('it is not a JSON object');
  if (value['schema'] !== BASELINE_SCHEMA) {
    const schema = typeof value['schema'] === 'string' ? value['schema'].slice(0, 64) : 'none';
    throw runtimeError('PM-3008', {
      what: where,
      why: `its schema is ${schema}; this release reads ${BASELINE_SCHEMA}`,
    });
  }
  const { sha256, ...body } = value;
  const hash = hashOf(body);
  if (sha256 !== hash) {
    const said = typeof sha256 === 'string' ? sha256.slice(0, 12) : 'none';
    throw wrong(`its hash says ${said}…, its content is ${hash.slice(0, 12)}…`);
  }
  const field = misshapen(body);
  if (field !== undefined) throw wrong(`the field ${field} is not of its form`);
  return value as unknown as Baseline;
}

function hashOf(body: object): string {
  return createHash('sha256').update(canonicalJson(body)).digest('hex');
}

/** The first field that is not of its form, or undefined. The hash only says that nobody changed it since. */
function misshapen(body: Readonly<Record<string, unknown>>): string | undefined {
  const forms: Readonly<Record<keyof Omit<BaselineBody, 'schema'>, (value: unknown) => boolean>> = {
    repository: isText,
    branch: isText,
    commit: (value) => typeof value === 'string' && /^[0-9a-f]{40,64}$/.test(value),
    capturedAt: (value) => typeof value === 'string' && isInstant(value),
    by: isText,
    kinds: (value) => isListOf(value, isText),
    fields: (value) => isListOf(value, isField) && isSorted(value as readonly BaselineField[]),
    unknown: (value) =>
      isListOf(value, (one) => isRecord(one) && isText(one['kind']) && isText(one['reason'])),
  };
  const known = [...Object.keys(forms), 'schema'];
  return (
    Object.entries(forms).find(([name, holds]) => !holds(body[name]))?.[0] ??
    Object.keys(body).find((name) => !known.includes(name))
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const isListOf = (value: unknown, holds: (one: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(holds);

function isInstant(value: string): boolean {
  const ms = Date.parse(value);
  return !Number.isNaN(ms) && new Date(ms).toISOString() === value;
}

function isField(value: unknown): boolean {
  if (!isRecord(value) || !isText(value['kind']) || typeof value['subject'] !== 'string') {
    return false;
  }
  return ['string', 'number', 'boolean'].includes(typeof value['value']);
}

function isSorted(fields: readonly BaselineField[]): boolean {
  return fields.every(
    (field, i) => i === 0 || compareFields(fields[i - 1] as BaselineField, field) < 0,
  );
}

/** Order of fields in a baseline: by kind, then by subject, in code units. */
export function compareFields(
  a: Pick<BaselineField, 'kind' | 'subject'>,
  b: Pick<BaselineField, 'kind' | 'subject'>,
): number {
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  if (a.subject === b.subject) return 0;
  return a.subject < b.subject ? -1 : 1;
}
