import type { SecretKind } from '../../runtime/src/names/index.js';
import type { Site } from '../aws/site.js';
import { opsError } from '../errors.js';
import type { Plan, Procedure } from '../frame/procedure.js';
import type { Proof } from './proof.js';
import { proofOf, proving } from './proving.js';
import { removal } from './removal.js';
import { pastGrace } from './rotation.js';
import { dayOf, WORDS } from './words.js';
import { verifiedWorld } from './verified-world.js';
import { lookAt, type Ending, type SecretWorld } from './world.js';

interface Chosen {
  readonly versions: readonly number[];
  readonly why: Ending;
  /** Said when nothing is chosen. */
  readonly nothing: string;
  readonly notes: readonly string[];
}

/** Takes away what is past its grace period; with a version, that one. Throws PM-6015 within it. */
export const retirement = (site: Site, kind: SecretKind, version?: number): Procedure =>
  takingAway(site, kind, (world) => {
    const due = pastGrace(world);
    const chosen = version === undefined ? due : wanted(world, version);
    const early = world.versions.find(
      (one) => chosen.includes(one.version) && !due.includes(one.version),
    );
    if (early !== undefined) {
      throw opsError('PM-6015', {
        what: `${kind} v${early.version}`,
        why:
          early.state === 'verifies'
            ? `it verifies what was made before v${String(world.signing?.version)}, until ${dayOf(early.expiresAt)}`
            : `it is the one that ${WORDS[kind].signs}`,
        remedy: `Retire it when its grace period is over. Where it is known to somebody who must not know it: npm run ops -- ${kind} revoke --version ${early.version}`,
      });
    }
    return {
      versions: chosen,
      why: 'retired',
      nothing: 'nothing is past its grace period',
      notes: [],
    };
  });

/** Takes a version away at once, whatever was made with it. Throws PM-6015 when none would be left. */
export const revocation = (site: Site, kind: SecretKind, version: number): Procedure =>
  takingAway(site, kind, (world) => ({
    versions: wanted(world, version),
    why: 'revoked',
    nothing: `v${version} is revoked already`,
    notes: lossNotes(kind, version),
  }));

/** Undoes the last rotation: the version before it signs again. */
export const rollback = (site: Site, kind: SecretKind): Procedure =>
  takingAway(site, kind, (world) => {
    const { highest, retired, versions } = world;
    const last = retired.at(-1);
    const undone = last?.why === 'rolled back' && last.version > (highest?.version ?? 0);
    if (highest === undefined || undone || versions.length < 2) {
      const nothing = undone
        ? `v${last.version} is rolled back already`
        : 'there is no rotation to roll back';
      return { versions: [], why: 'rolled back', nothing, notes: [] };
    }
    return {
      versions: [highest.version],
      why: 'rolled back',
      nothing: '',
      notes: lossNotes(kind, highest.version),
    };
  });

/** The version, or nothing when it is gone and marked. Throws PM-1001 for one that never was. */
function wanted({ kind, versions, retired }: SecretWorld, version: number): readonly number[] {
  if (versions.some((one) => one.version === version)) return [version];
  if (retired.some((one) => one.version === version)) return [];
  throw opsError('PM-1001', {
    what: `--version ${version}`,
    why: `there is no ${kind} v${version}; there is ${versions.map((one) => `v${one.version}`).join(', ') || 'none'}`,
    remedy: `\`npm run ops -- ${kind} status\` shows each with its age and state.`,
  });
}

const lossNotes = (kind: SecretKind, version: number): readonly string[] => [
  kind === 'nonce'
    ? `reports sealed with v${version} cannot be verified any more: judge those changes again`
    : `ids made with v${version} are not recognised any more`,
  'runtimes that are up go on with their copy for 5 minutes, without SSM for up to an hour: end them where that is too long',
];

function takingAway(
  site: Site,
  kind: SecretKind,
  choose: (world: SecretWorld) => Chosen,
): Procedure {
  let gone: readonly number[] = [];
  let signs: number | undefined;
  return {
    async plan(): Promise<Plan> {
      const world = await lookAt(site, kind);
      const { versions, why, nothing, notes } = choose(world);
      gone = versions;
      const { environment } = site.deployment;
      const what = `${WORDS[kind].what} of ${environment}`;
      if (gone.length === 0) return { what: `${what}: ${nothing}`, steps: [] };
      signs = world.ringOf((version) => !gone.includes(version))?.current.version;
      if (signs === undefined) throw noneLeft(kind, environment, gone);
      const after = signs;
      const lost = await Promise.all(gone.map((version) => proofOf(site, kind, version)));
      const known = lost.filter((proof): proof is Proof => proof !== undefined);
      return {
        what: `${what}: ${gone.map((version) => `v${version}`).join(', ')} is ${why}; v${after} ${WORDS[kind].signs}`,
        steps: [
          ...gone.flatMap((version) => removal(site, kind, version, why)),
          proving(site, kind, () =>
            Promise.resolve({
              signs: after,
              proofs: known.map((proof) => ({ proof, holds: false })),
            }),
          ),
        ],
        notes,
        undo: 'it cannot be undone: the value is gone',
      };
    },
    verify: () => verifiedWorld(site, kind, { signs, gone }),
  };
}

const noneLeft = (kind: SecretKind, environment: string, gone: readonly number[]): Error =>
  opsError('PM-6015', {
    what: `${kind} v${gone.join(', v')}`,
    why: 'no other version can be used: every evaluation would fail',
    remedy: `Make a new one first: npm run ops -- ${kind} rotate --anyway --env ${environment}`,
  });
