export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];
export type Confidence = 'high' | 'medium' | 'low';

/** A place in a file of the repository. Lines and columns count from 1. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column?: number;
}

/** One side of a contradiction: where it stands and what stands there (at most 120 characters). */
export interface Evidence {
  readonly place?: Place;
  /** API path and JSON pointer, where the side is not a file. */
  readonly api?: string;
  readonly quote: string;
}

/** What a rule says of one subject that breaks it. */
export interface Finding {
  /** Sub-check, for example `MD-001.1`. */
  readonly check: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** What the finding is about: a context name, a path pattern, a setting. */
  readonly subject: string;
  readonly title: string;
  readonly claim: Evidence;
  readonly reality: Evidence;
  readonly why: string;
  readonly fix: string;
  /** sha256 over check and subject, 64 hex characters; survives reformatting. */
  readonly fingerprint: string;
  /** Where the finding is shown: the claim's place, else the reality's, else the policy's. */
  readonly place: Place;
}

/** What a rule cannot answer. Hidden is not absent. */
export interface Unknown {
  readonly check: string;
  readonly subject: string;
  readonly reason: string;
  readonly place?: Place;
  /** The permission that would answer it, where one would. */
  readonly missing?: string;
}

export interface RuleResult {
  readonly findings: readonly Finding[];
  readonly unknowns: readonly Unknown[];
}
