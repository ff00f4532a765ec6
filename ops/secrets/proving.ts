import type { SecretKind } from '../../runtime/src/names/index.js';
import type { Site } from '../aws/site.js';
import { opsError } from '../errors.js';
import type { Step } from '../frame/procedure.js';
import { askFreshReader } from './fresh-reader.js';
import { holds, prove, type Proof } from './proof.js';
import { lookAt } from './world.js';

/** What must be so for a runtime that starts now. */
export interface Expected {
  /** The version that signs. */
  readonly signs: number;
  /** Made with other versions: each with whether it must still hold. */
  readonly proofs: readonly { readonly proof: Proof; readonly holds: boolean }[];
}

/**
 * Starts a fresh runtime and compares what it sees with what must be so; then verifies here what it
 * made there. Throws PM-6013.
 */
export function proving(site: Site, kind: SecretKind, expected: () => Promise<Expected>): Step {
  return {
    id: 'prove',
    title: `see a fresh runtime use the ${kind}`,
    effect: 'read',
    calls: [
      `ssm:GetParametersByPath ${site.deployment.names.parameters.path} (in a process of its own)`,
    ],
    async run() {
      const { signs, proofs } = await expected();
      const seen = await askFreshReader(
        site,
        kind,
        proofs.map(({ proof }) => proof),
      );
      const wrong = proofs.flatMap(({ proof, holds: must }, i) =>
        seen.checked[i] === must
          ? []
          : [`what v${proof.version} made ${must ? 'does not hold' : 'still holds'}`],
      );
      if (seen.proof.version !== signs) wrong.push(`v${seen.proof.version} signs, not v${signs}`);
      const ring = (await lookAt(site, kind)).ringOf(() => true);
      if (ring === undefined || !holds(ring, seen.proof)) {
        wrong.push('what it made does not hold here');
      }
      if (wrong.length > 0) {
        throw opsError('PM-6013', {
          what: `the ${kind} as a fresh runtime sees it`,
          why: wrong.join('; '),
        });
      }
      const kept = proofs.filter((one) => one.holds).map(({ proof }) => `v${proof.version}`);
      return `v${signs} signs${kept.length === 0 ? '' : `, ${kept.join(', ')} still verifies`}`;
    },
  };
}

/** A proof made as if `version` were the newest; undefined when it is not usable. */
export async function proofOf(
  site: Site,
  kind: SecretKind,
  version: number,
): Promise<Proof | undefined> {
  const ring = (await lookAt(site, kind)).ringOf((one) => one <= version);
  return ring?.current.version === version ? prove(kind, ring) : undefined;
}
