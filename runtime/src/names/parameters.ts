import type { Environment } from './scope.js';

/** Kinds of versioned secrets. Both are 32 random bytes written as 64 lower-case hex characters. */
export type SecretKind = 'nonce' | 'salt';

const STEM: Readonly<Record<SecretKind, string>> = {
  nonce: 'redaction_nonce_v',
  salt: 'hmac_salt_v',
};

/** Thresholds that operators may tune without a release; String parameters. */
export const THRESHOLDS = {
  /** L0 refuses a drift magnitude above this; 0..1. */
  driftMagnitude: { leaf: 'thresholds/drift_magnitude', unit: 'ratio 0..1' },
  /** The breaker opens above this many blocks an hour of one rule in one repository. */
  blocksPerHour: { leaf: 'thresholds/blocks_per_hour', unit: 'count' },
  /** A rule is demoted when its false-positive rate is above this, with 95 % confidence; 0..1. */
  falsePositiveRate: { leaf: 'thresholds/false_positive_rate', unit: 'ratio 0..1' },
  /** A nonce older than this is due for rotation. */
  nonceMaxAgeDays: { leaf: 'thresholds/nonce_max_age_days', unit: 'days' },
} as const;
export type ThresholdId = keyof typeof THRESHOLDS;

export interface ParameterNames {
  /** `/guardian/<env>`, without a trailing slash. */
  readonly path: string;
  secret(kind: SecretKind, version: number): string;
  threshold(id: ThresholdId): string;
  /** `/guardian/<env>/retired`: below it one plain String for each version that was taken away. */
  readonly retiredPath: string;
  /** What says that a version was taken away: it is never made again, and its number never reused. */
  retired(kind: SecretKind, version: number): string;
  /** The version that a parameter says was taken away, or undefined when its name is not of the form. */
  retiredVersionOf(kind: SecretKind, name: string): number | undefined;
  /** The version in a parameter's name, or undefined when the name is not exactly of the form. */
  versionOf(kind: SecretKind, name: string): number | undefined;
}

export function parameterNames(environment: Environment): ParameterNames {
  const path = `/guardian/${environment}`;
  const retiredPath = `${path}/retired`;
  const named = (below: string, kind: SecretKind, version: number): string => {
    if (!Number.isSafeInteger(version) || version < 1) {
      throw new RangeError(`a ${kind} version is a whole number from 1, not ${String(version)}`);
    }
    return `${below}/${STEM[kind]}${version}`;
  };
  const versionIn = (below: string, kind: SecretKind, name: string): number | undefined => {
    const prefix = `${below}/${STEM[kind]}`;
    if (!name.startsWith(prefix)) return undefined;
    const digits = name.slice(prefix.length);
    return /^[1-9][0-9]{0,8}$/.test(digits) ? Number(digits) : undefined;
  };
  return {
    path,
    secret: (kind, version) => named(path, kind, version),
    threshold: (id) => `${path}/${THRESHOLDS[id].leaf}`,
    versionOf: (kind, name) => versionIn(path, kind, name),
    retiredPath,
    retired: (kind, version) => named(retiredPath, kind, version),
    retiredVersionOf: (kind, name) => versionIn(retiredPath, kind, name),
  };
}
