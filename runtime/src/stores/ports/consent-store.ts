/** What an organisation may consent to. */
export const CONSENT_RESOURCES = [
  'fp_patterns',
  'fp_metrics',
  'cross_org_benchmarks',
  'rule_calibration',
  'audit_logs',
  'drift_baselines',
] as const;
export type ConsentResource = (typeof CONSENT_RESOURCES)[number];

export interface ConsentGrant {
  /** The anonymised organisation, `v<N>:<64 hex>`: no store sees its name. */
  readonly organisation: string;
  readonly resource: ConsentResource;
  /** Version of the privacy policy that was agreed to, from 1. */
  readonly policyVersion: number;
  /** ISO 8601 UTC with milliseconds; the consent ends at this instant. */
  readonly expiresAt: string;
  /** Who consented for the organisation. */
  readonly by: string;
}

export interface ConsentRecord extends ConsentGrant {
  readonly state: 'granted' | 'revoked';
  /** When it was first granted, last changed, and changed how often. */
  readonly grantedAt: string;
  readonly changedAt: string;
  readonly revision: number;
}

/** One step of a consent's history, append-only; `at` equals `changedAt` of the record it made. */
export interface ConsentChange {
  readonly revision: number;
  readonly action: 'grant' | 'renew' | 'revoke';
  readonly at: string;
  readonly by: string;
  readonly policyVersion: number;
  readonly expiresAt: string;
}

/**
 * Consents of organisations. A change and its line of history are one transaction. Throws PM-3001 when
 * the store cannot be reached, PM-3003 for a value of another form, PM-3007 when others changed the
 * same consent again and again meanwhile.
 */
export interface ConsentStore {
  /** Grants, or renews what was granted or revoked. Repeating the same grant changes nothing. */
  recordConsent(grant: ConsentGrant): Promise<ConsentRecord>;
  /** Revokes. Answers undefined, and records nothing, when there is nothing to revoke. */
  revokeConsent(
    organisation: string,
    resource: ConsentResource,
    by: string,
  ): Promise<ConsentRecord | undefined>;
  /** The records of the resources asked for, in one round trip; whether they hold is `checkConsent`'s. */
  read(
    organisation: string,
    resources: readonly ConsentResource[],
  ): Promise<ReadonlyMap<ConsentResource, ConsentRecord>>;
  /** Every change, oldest first. */
  history(organisation: string, resource: ConsentResource): Promise<readonly ConsentChange[]>;
}
