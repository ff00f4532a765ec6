import { runtimeError } from '../errors/index.js';
import type { KeyRing } from './key-ring.js';

/** `v<N>:<64 hex>`: the salt's version and the HMAC-SHA256 of the organisation's id. */
export type AnonymousId = string & { readonly anonymous: true };

/** Makes organisation ids unrecognisable, the same way each time under one salt. */
export interface Anonymizer {
  /** Under the current salt. Throws PM-3003 for what is no organisation id. */
  anonymize(organisation: string): AnonymousId;
  /** Under every salt that is still known, the current one first: for look-ups after a rotation. */
  candidates(organisation: string): readonly AnonymousId[];
  /** Whether the id was made of this organisation, under any salt that is still known. */
  matches(organisation: string, id: string): boolean;
}

const PURPOSE = 'phase-mirror/organisation/1';
/** A GitHub login, or a numeric id. */
const ORGANISATION = /^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$/;

export function anonymizer(salts: KeyRing): Anonymizer {
  const candidates = (organisation: string): readonly AnonymousId[] => {
    const plain = normal(organisation);
    return salts.versions.map(
      ({ version }) => `v${version}:${String(salts.mac(version, PURPOSE, [plain]))}` as AnonymousId,
    );
  };
  return {
    anonymize: (organisation) => candidates(organisation)[0] as AnonymousId,
    candidates,
    matches: (organisation, id) => candidates(organisation).some((candidate) => candidate === id),
  };
}

/** GitHub does not tell upper from lower case in a login. */
function normal(organisation: string): string {
  const lower = typeof organisation === 'string' ? organisation.toLowerCase() : '';
  if (ORGANISATION.test(lower)) return lower;
  throw runtimeError('PM-3003', {
    what: 'the organisation id',
    why: 'it must be a GitHub login: 1–39 letters, digits and single hyphens',
  });
}
