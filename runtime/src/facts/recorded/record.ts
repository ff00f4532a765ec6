import { runtimeError } from '../../errors/index.js';
import { canonicalJson, digestOf } from '../digest.js';
import type { Facts } from '../snapshot.js';
import { factsShape } from './shapes.js';

export const RECORD_SCHEMA = 'phase-mirror/recorded-facts@1';

/** A snapshot that was recorded to a file, to be judged again without git and without network. */
export interface RecordedFacts {
  /** The snapshot, its free texts redacted. */
  readonly facts: Facts;
  /** sha256 of the snapshot before it was redacted, as reports name it. */
  readonly collected: string;
}

/** Bytes; 5,000 workflows make a tenth of it. */
export const MAX_RECORD_BYTES = 256 * 1024 * 1024;

/**
 * The text of a record: canonical JSON, one line. Texts of the repository and of people go through
 * `redact`, which must answer equal texts for equal ones, so that rules compare what they compared;
 * ids, numbers and words of the program stay.
 */
export function recordText(facts: Facts, redact: (text: string) => string): string {
  const body = { collected: digestOf(facts), facts: factsShape.withTexts(facts, redact) };
  return `${canonicalJson({ schema: RECORD_SCHEMA, digest: digestOf(body), ...body })}\n`;
}

/** Reads a record, byte for byte as strictly as it was written. Throws PM-2004, naming the place. */
export function readRecord(text: string, file: string): RecordedFacts {
  const refuse = (why: string, cause?: unknown): Error =>
    runtimeError('PM-2004', { what: file, why, ...(cause === undefined ? {} : { cause }) });
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (cause) {
    throw refuse('it is not JSON', cause);
  }
  if (typeof read !== 'object' || read === null) throw refuse('it is not a JSON object');
  const record = read as Readonly<Record<string, unknown>>;
  if (record['schema'] !== RECORD_SCHEMA) {
    throw refuse(`its schema is ${JSON.stringify(record['schema'])}, not ${RECORD_SCHEMA}`);
  }
  const unknown = Object.keys(record).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw refuse(`the key ${JSON.stringify(unknown)} is unknown`);
  const { collected, facts, digest } = record;
  if (typeof collected !== 'string' || !/^[0-9a-f]{64}$/.test(collected)) {
    throw refuse('/collected: a sha256 is expected');
  }
  const problem = factsShape.problem(facts, '/facts');
  if (problem !== undefined) throw refuse(`${problem.at}: ${problem.why}`);
  if (digest !== digestOf({ collected, facts })) {
    throw refuse('it is not what its digest says: it was changed or cut after it was recorded');
  }
  return { facts: facts as Facts, collected };
}

const KEYS: readonly string[] = ['schema', 'digest', 'collected', 'facts'];
