import { PhaseMirrorError, runtimeError } from '../errors/index.js';
import {
  baselineText,
  MAX_BASELINE_BYTES,
  readBaseline,
  type Baseline,
} from '../drift/baseline.js';
import type { BaselineKey } from './ports.js';
import { validCount, validText } from './validate.js';

/** Most versions that one call lists. */
export const MAX_VERSIONS = 100;

export function validBaselineKey({ repository, branch }: BaselineKey): void {
  validText('repository', repository, 256);
  validText('branch', branch, 256);
}

export function validVersionCount(n: number): void {
  validCount('n', n, MAX_VERSIONS);
}

export function validVersion(version: unknown): void {
  validText('version', version, 1024);
}

export function validExpected(expected: unknown): void {
  const isHash = typeof expected === 'string' && /^[0-9a-f]{64}$/.test(expected);
  if (expected === undefined || isHash) return;
  throw runtimeError('PM-3003', {
    what: 'the expected previous hash',
    why: 'it must be 64 lower-case hexadecimal characters, or absent when there is no baseline yet',
  });
}

/** The text that is stored for a baseline that a caller gives. Throws PM-3003 when it is none. */
export function validBaseline(baseline: Baseline): string {
  validBaselineKey(baseline);
  const text = baselineText(baseline);
  const refuse = (why: string): Error => runtimeError('PM-3003', { what: 'the baseline', why });
  const bytes = Buffer.byteLength(text, 'utf8');
  if (bytes > MAX_BASELINE_BYTES) {
    throw refuse(`it has ${bytes} bytes; at most ${MAX_BASELINE_BYTES} are kept`);
  }
  try {
    readBaseline(text, 'the baseline');
  } catch (error) {
    if (error instanceof PhaseMirrorError) throw refuse(error.why ?? error.what);
    throw error;
  }
  return text;
}

/** Reads a stored text as the baseline of `key`. Throws PM-3006 and PM-3008. */
export function storedBaseline(text: string, key: BaselineKey, where: string): Baseline {
  const baseline = readBaseline(text, where);
  const { repository, branch } = baseline;
  if (repository === key.repository && branch === key.branch) return baseline;
  throw runtimeError('PM-3006', {
    what: where,
    why: `it is the baseline of ${repository} ${branch}`,
  });
}

/** The refusal of a publisher whose expectation is not what is stored. */
export function conflict(
  where: string,
  expected: string | undefined,
  found: string | undefined,
): PhaseMirrorError {
  return runtimeError('PM-3007', {
    what: where,
    why: `the publisher expects ${expected ?? 'none'}, stored is ${found ?? 'none'}`,
    remedy:
      'Look at what is published now (`phase-mirror baseline show`), then publish again with its hash as --expect.',
  });
}

export function noSuchVersion(where: string, version: string): PhaseMirrorError {
  return runtimeError('PM-3009', { what: where, why: `there is no version ${version}` });
}
