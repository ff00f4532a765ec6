export { anonymizer, type AnonymousId, type Anonymizer } from './anonymizer.js';
export {
  consentGate,
  type ConsentAnswer,
  type ConsentGate,
  type ConsentGateOptions,
  PRIVACY_POLICY_VERSION,
} from './consent.js';
export { giveToCalibration, type Gift, type GiftOutcome } from './contribution.js';
export { earlyRedactor } from './early-redactor.js';
export { type KeyRing, type UsableVersion } from './key-ring.js';
export type { JudgedVersion, VersionPolicy } from './key-versions.js';
export type { Redacted, RedactedValue } from './redacted.js';
export {
  customDetectors,
  redactor,
  type CustomRule,
  type Kind,
  type Redactor,
  type RedactorOptions,
} from './redactor/index.js';
export { seal, verifySeal, type Seal, type SealContext } from './seal.js';
export {
  nonceCache,
  saltCache,
  type LoadedKeys,
  type SecretCache,
  type SecretCacheOptions,
  type SecretStatus,
} from './secret-cache.js';
