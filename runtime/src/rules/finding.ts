import { hash } from 'node:crypto';
import type { Place } from '../facts/place.js';

export type { Place } from '../facts/place.js';

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];
export type Confidence = 'high' | 'medium' | 'low';

/** One side of a contradiction: what it says, and where that stands. */
export interface Evidence {
  /** A sentence without a full stop. */
  readonly says: string;
  readonly place?: Place;
  /** API path and JSON pointer, where the side is not a file. */
  readonly api?: string;
  /** The line that stands there, at most 120 characters; empty where there is none. */
  readonly quote: string;
}

/** What a rule says of one subject that breaks it. */
export interface Finding {
  /** Sub-check, for example `MD-001.1`. */
  readonly check: string;
  /** `evaluation-error`: the rule itself failed. Such a finding is never filtered or degraded. */
  readonly kind: 'violation' | 'evaluation-error';
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** What the finding is about: a context name, a path pattern, a setting. */
  readonly subject: string;
  readonly title: string;
  readonly claim: Evidence;
  readonly reality: Evidence;
  readonly why: string;
  readonly fix: string;
  /** Whether the change judged brings it about; false when it stood there before, or may have. */
  readonly introduced: boolean;
  /** sha256 over check and subject, 64 hex characters; survives reformatting. */
  readonly fingerprint: string;
  /** Where the finding is shown: the claim's place, else the reality's, else the policy's. */
  readonly place: Place;
}

/** What a rule cannot answer. Hidden is not absent. */
export interface Unknown {
  /** Sub-check, or `facts` for what could not be read. */
  readonly check: string;
  readonly subject: string;
  readonly reason: string;
  /** What would answer it. */
  readonly remedy: string;
  readonly place?: Place;
  /** The permission that would answer it, where one would. */
  readonly missing?: string;
}

export interface RuleResult {
  readonly findings: readonly Finding[];
  readonly unknowns: readonly Unknown[];
  /** How many subjects were judged, so that a report without findings says what it looked at. */
  readonly judged: number;
}

/** Identity of a finding across runs: never made of places, so that it survives reformatting. */
export function fingerprintOf(check: string, subject: string): string {
  return hash('sha256', `${check}\0${subject}`, 'hex');
}

/** The rule of a sub-check: `MD-001` of `MD-001.1`. */
export function ruleOf(check: string): string {
  return check.replace(/\.[^.]*$/, '');
}
