import { ListTagsForResourceCommand, paginateGetParametersByPath } from '@aws-sdk/client-ssm';
import type { SecretKind } from '../../runtime/src/names/index.js';
import {
  judgeVersions,
  VERSION_POLICY,
  type JudgedVersion,
} from '../../runtime/src/privacy/key-versions.js';
import type { KeyRing } from '../../runtime/src/privacy/index.js';
import type { SecretVersion } from '../../runtime/src/stores/ports.js';
import { ssmParameters } from '../../runtime/src/stores/ssm/parameters.js';
import type { Site } from '../aws/site.js';

/** Tag of a version that a fresh runtime was seen to sign with. The seed, version 1, has none. */
export const PROVEN_TAG = 'PhaseMirrorProven';

/** Why a version was taken away. */
export type Ending = 'retired' | 'revoked' | 'rolled back';

/** What a marker says of a version that was taken away. */
export interface RetiredVersion {
  readonly version: number;
  readonly why: Ending | 'unknown';
  /** ISO 8601 UTC; absent where the marker does not say. */
  readonly at?: string;
  readonly by?: string;
}

/** The versions of one secret in one environment, judged as the runtime judges them. No value. */
export interface SecretWorld {
  readonly kind: SecretKind;
  /** Ascending. */
  readonly versions: readonly JudgedVersion[];
  /** The one that signs. */
  readonly signing: JudgedVersion | undefined;
  /** The highest one, whatever its state. */
  readonly highest: JudgedVersion | undefined;
  /** False while the rotation to the highest one has not come to its end. */
  readonly proven: boolean;
  readonly retired: readonly RetiredVersion[];
  /** The number that a new version gets: no number is used twice. */
  readonly next: number;
  /** What would be usable if only these versions were stored. Computes with the values. */
  ringOf(keep: (version: number) => boolean): KeyRing | undefined;
}

export const GRACE_MS = VERSION_POLICY.graceMs;

/** Asks the environment. Values are judged in memory and masked from then on. Throws PM-3001. */
export async function lookAt(site: Site, kind: SecretKind): Promise<SecretWorld> {
  const now = site.context.io.now();
  const [stored, retired] = await Promise.all([storedVersions(site, kind), markers(site, kind)]);
  const judge = (some: readonly SecretVersion[]) => judgeVersions(some, now, VERSION_POLICY);
  const { versions, ring } = judge(stored);
  const highest = versions.at(-1);
  const numbers = [...versions, ...retired].map(({ version }) => version);
  return {
    kind,
    versions,
    signing: versions.find(({ version }) => version === ring?.current.version),
    highest,
    proven: highest === undefined || (await isProven(site, kind, highest.version)),
    retired,
    next: Math.max(0, ...numbers) + 1,
    ringOf: (keep) => judge(stored.filter(({ version }) => keep(version))).ring,
  };
}

/** Shorter values cannot be masked. One is of the wrong form, and nothing prints it. */
const MASKABLE = 8;

async function storedVersions(site: Site, kind: SecretKind): Promise<readonly SecretVersion[]> {
  const { clients, deployment, context } = site;
  const { region, credentials } = clients.target;
  const parameters = ssmParameters({
    region,
    endpoint: clients.target.endpointOf('SSM'),
    names: deployment.names.parameters,
    ...(credentials === undefined ? {} : { credentials }),
  });
  try {
    const stored = await parameters.secrets(kind);
    for (const { value } of stored) if (value.length >= MASKABLE) context.io.mask.add(value);
    return stored;
  } finally {
    parameters.close();
  }
}

async function markers(site: Site, kind: SecretKind): Promise<readonly RetiredVersion[]> {
  const { parameters } = site.deployment.names;
  const found: RetiredVersion[] = [];
  const query = { Path: parameters.retiredPath };
  for await (const page of paginateGetParametersByPath({ client: site.clients.ssm }, query)) {
    for (const { Name = '', Value = '' } of page.Parameters ?? []) {
      const version = parameters.retiredVersionOf(kind, Name);
      if (version !== undefined) found.push({ version, ...parseMarker(Value) });
    }
  }
  return found.sort((a, b) => a.version - b.version);
}

export const markerText = (why: Ending, at: string, by: string): string =>
  JSON.stringify({ why, at, by });

function parseMarker(text: string): Omit<RetiredVersion, 'version'> {
  try {
    const { why, at, by } = JSON.parse(text) as Record<string, unknown>;
    const known = why === 'retired' || why === 'revoked' || why === 'rolled back';
    return {
      why: known ? why : 'unknown',
      ...(typeof at === 'string' ? { at } : {}),
      ...(typeof by === 'string' ? { by } : {}),
    };
  } catch {
    // A person wrote it by hand: that it is there says enough.
    return { why: 'unknown' };
  }
}

async function isProven(site: Site, kind: SecretKind, version: number): Promise<boolean> {
  if (version === 1) return true;
  const { TagList = [] } = await site.clients.ssm.send(
    new ListTagsForResourceCommand({
      ResourceType: 'Parameter',
      ResourceId: site.deployment.names.parameters.secret(kind, version),
    }),
  );
  return TagList.some(({ Key }) => Key === PROVEN_TAG);
}
