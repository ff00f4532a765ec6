import { runtimeError } from '../errors/index.js';
import {
  CONSENT_RESOURCES,
  type ConsentChange,
  type ConsentGrant,
  type ConsentRecord,
  type ConsentResource,
} from './ports.js';
import { validCount, validInstant, validText } from './validate.js';

/** An anonymised organisation: the salt's version and an HMAC. */
export const ORGANISATION = /^v[1-9]\d{0,8}:[0-9a-f]{64}$/;

export function validConsentKey(organisation: unknown, resource: unknown): void {
  if (typeof organisation !== 'string' || !ORGANISATION.test(organisation)) {
    throw runtimeError('PM-3003', {
      what: 'the field organisation',
      why: 'it must be an anonymised organisation, v<N>:<64 hexadecimal characters>',
    });
  }
  if (!(CONSENT_RESOURCES as readonly unknown[]).includes(resource)) {
    throw runtimeError('PM-3003', {
      what: 'the field resource',
      why: `it must be one of ${CONSENT_RESOURCES.join(', ')}`,
    });
  }
}

export function validGrant(grant: ConsentGrant): void {
  validConsentKey(grant.organisation, grant.resource);
  validCount('policyVersion', grant.policyVersion, 1_000_000);
  validInstant('expiresAt', grant.expiresAt);
  validText('by', grant.by, 128);
}

/** A change and the record that it makes. */
export interface ConsentStep {
  readonly record: ConsentRecord;
  readonly change: ConsentChange;
}

/** What a grant does to what is stored; undefined when it says nothing new. */
export function granted(
  grant: ConsentGrant,
  stored: ConsentRecord | undefined,
  at: string,
): ConsentStep | undefined {
  const { organisation, resource, policyVersion, expiresAt, by } = grant;
  const same =
    stored?.state === 'granted' &&
    stored.policyVersion === policyVersion &&
    stored.expiresAt === expiresAt &&
    stored.by === by;
  if (same) return undefined;
  const revision = (stored?.revision ?? 0) + 1;
  const grantedAt = stored?.grantedAt ?? at;
  const changed = { policyVersion, expiresAt, by, revision };
  return {
    record: { organisation, resource, ...changed, state: 'granted', grantedAt, changedAt: at },
    change: { ...changed, action: stored === undefined ? 'grant' : 'renew', at },
  };
}

/** What a revocation does; undefined when there is nothing to revoke. */
export function revoked(
  stored: ConsentRecord | undefined,
  by: string,
  at: string,
): ConsentStep | undefined {
  if (stored === undefined || stored.state === 'revoked') return undefined;
  const { policyVersion, expiresAt } = stored;
  const revision = stored.revision + 1;
  return {
    record: { ...stored, state: 'revoked', by, changedAt: at, revision },
    change: { revision, action: 'revoke', at, by, policyVersion, expiresAt },
  };
}

/** Resources without repetition, each of a known kind. */
export function validResources(
  organisation: string,
  resources: readonly ConsentResource[],
): readonly ConsentResource[] {
  const unique = [...new Set(resources)];
  for (const resource of unique) validConsentKey(organisation, resource);
  return unique;
}
