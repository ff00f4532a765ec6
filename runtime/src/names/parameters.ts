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
  /** The version in a parameter's name, or undefined when the name is not exactly of the form. */
  versionOf(kind: SecretKind, name: string): number | undefined;
}

export function parameterNames(environment: Environment): ParameterNames {
  const path = `/guardian/${environment}`;
  return {
    path,
    secret(kind, version) {
      if (!Number.isSafeInteger(version) || version < 1) {
        throw new RangeError(`a ${kind} version is a whole number from 1, not ${String(version)}`);
      }
      return `${path}/${STEM[kind]}${version}`;
    },
    threshold: (id) => `${path}/${THRESHOLDS[id].leaf}`,
    versionOf(kind, name) {
      const prefix = `${path}/${STEM[kind]}`;
      if (!name.startsWith(prefix)) return undefined;
      const digits = name.slice(prefix.length);
      return /^[1-9][0-9]{0,8}$/.test(digits) ? Number(digits) : undefined;
    },
  };
}
