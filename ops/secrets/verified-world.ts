import type { SecretKind } from '../../runtime/src/names/index.js';
import type { Site } from '../aws/site.js';
import { opsError } from '../errors.js';
import type { Verified } from '../frame/procedure.js';
import { documentOf, renderVersions } from './render.js';
import { lookAt } from './world.js';

export interface Promised {
  /** The version that must sign; undefined: whichever does. */
  readonly signs: number | undefined;
  /** Versions that must be gone, and marked. */
  readonly gone: readonly number[];
}

/** Looks at the secret once more and compares it with what was promised. */
export async function verifiedWorld(
  site: Site,
  kind: SecretKind,
  { signs, gone }: Promised,
): Promise<Verified> {
  const world = await lookAt(site, kind);
  const { signing, versions, retired } = world;
  const wrong = [
    ...(signing === undefined ? ['no version signs'] : []),
    ...(signs === undefined || signing?.version === signs
      ? []
      : [`v${signing?.version ?? 'none'} signs, not v${signs}`]),
    ...gone.flatMap((version) => [
      ...(versions.some((one) => one.version === version) ? [`v${version} is still there`] : []),
      ...(retired.some((one) => one.version === version) ? [] : [`v${version} is not marked`]),
    ]),
  ];
  const text = renderVersions(world, site.context.io.now());
  const json = documentOf(world);
  if (wrong.length === 0) return { ok: true, text, json };
  const what = `${kind} of ${site.deployment.environment}`;
  return { ok: false, text, json, error: opsError('PM-6013', { what, why: wrong.join('; ') }) };
}
