import { systemClock, type Clock } from '../clock.js';
import type { ConsentRecord, ConsentResource, ConsentStore } from '../stores/ports.js';

/** The privacy policy in force; consent to an older one is none. */
export const PRIVACY_POLICY_VERSION = 1;

/** Whether something may be recorded about an organisation, and if not, why. */
export type ConsentAnswer =
  | { readonly valid: true }
  | {
      readonly valid: false;
      readonly reason: 'none' | 'revoked' | 'expired' | 'older-policy' | 'unreadable';
      /** In words, for the report and the log. */
      readonly detail: string;
    };

export interface ConsentGateOptions {
  readonly store: ConsentStore;
  /** The privacy policy in force: consent to an older one is none. */
  readonly policyVersion: number;
  readonly clock?: Clock;
  /** Told when consents cannot be read: log event and metric. Must not throw. */
  readonly onCheckFailed?: (why: string) => void;
}

/** Asks for consent before anything about an organisation is recorded. Never throws. */
export interface ConsentGate {
  checkConsent(
    organisation: string,
    resources: readonly ConsentResource[],
  ): Promise<ReadonlyMap<ConsentResource, ConsentAnswer>>;
  hasValidConsent(organisation: string, resource: ConsentResource): Promise<boolean>;
}

export function consentGate(options: ConsentGateOptions): ConsentGate {
  const { store, policyVersion } = options;
  const clock = options.clock ?? systemClock;
  const checkConsent: ConsentGate['checkConsent'] = async (organisation, resources) => {
    try {
      const records = await store.read(organisation, resources);
      const now = clock.now();
      return new Map(
        resources.map((resource) => [resource, judge(records.get(resource), now, policyVersion)]),
      );
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      options.onCheckFailed?.(detail);
      const unreadable = { valid: false, reason: 'unreadable', detail } as const;
      return new Map(resources.map((resource) => [resource, unreadable]));
    }
  };
  return {
    checkConsent,
    hasValidConsent: async (organisation, resource) =>
      (await checkConsent(organisation, [resource])).get(resource)?.valid === true,
  };
}

function judge(
  record: ConsentRecord | undefined,
  now: number,
  policyVersion: number,
): ConsentAnswer {
  if (record === undefined) return no('none', 'no consent was given');
  if (record.state === 'revoked') return no('revoked', `it was revoked at ${record.changedAt}`);
  // An expiry that is no time never comes later than now.
  if (!(Date.parse(record.expiresAt) > now))
    return no('expired', `it ended at ${record.expiresAt}`);
  if (record.policyVersion < policyVersion) {
    const detail = `it was given to policy ${record.policyVersion}, in force is ${policyVersion}`;
    return no('older-policy', detail);
  }
  return { valid: true };
}

function no(
  reason: 'none' | 'revoked' | 'expired' | 'older-policy',
  detail: string,
): ConsentAnswer {
  return { valid: false, reason, detail };
}
