import type { SecretKind } from '../../runtime/src/names/index.js';
import {
  anonymizer,
  seal,
  verifySeal,
  type KeyRing,
  type Redacted,
  type Seal,
} from '../../runtime/src/privacy/index.js';

/** What a runtime made with a version of a secret: a seal, or an organisation's id. Not secret. */
export interface Proof {
  readonly version: number;
  readonly made: Seal | string;
}

/** Written by us and by nobody else: there is nothing in it to redact. */
const TEXT = 'rotation of a secret of phase-mirror' as Redacted;
const CONTEXT = { purpose: 'rotation' } as const;
const ORGANISATION = 'phase-mirror-rotation';

/** Makes a proof with the version of the ring that signs, through the code that evaluations use. */
export function prove(kind: SecretKind, ring: KeyRing): Proof {
  const made =
    kind === 'nonce' ? seal(ring, TEXT, CONTEXT) : anonymizer(ring).anonymize(ORGANISATION);
  return { version: ring.current.version, made };
}

/** Whether a proof is right under any usable version of the ring. */
export function holds(ring: KeyRing, { made }: Proof): boolean {
  return typeof made === 'string'
    ? anonymizer(ring).matches(ORGANISATION, made)
    : verifySeal(ring, TEXT, CONTEXT, made);
}
