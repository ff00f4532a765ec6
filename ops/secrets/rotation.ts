import type { SecretKind } from '../../runtime/src/names/index.js';
import type { Site } from '../aws/site.js';
import type { Plan, Procedure, Step } from '../frame/procedure.js';
import { proofOf, proving } from './proving.js';
import { removal } from './removal.js';
import { marking, storing } from './store-version.js';
import { ageOf, dayOf, WORDS } from './words.js';
import { verifiedWorld } from './verified-world.js';
import { lookAt, type SecretWorld } from './world.js';

export interface RotationOptions {
  /** Rotate only when the version that signs is older; milliseconds. */
  readonly ifOlderThanMs?: number;
  /** Rotate although the version before is still within its grace period. */
  readonly anyway?: boolean;
}

/** What a rotation is about to do, and why. */
interface Intention {
  /** The version that signs afterwards; undefined when there is none to come. */
  readonly target?: number;
  /** Whether the target is still to be stored, or only its proof is missing. */
  readonly store: boolean;
  readonly why: string;
}

/** What is due: pure. */
export function intentionOf(world: SecretWorld, options: RotationOptions, now: number): Intention {
  const { signing, highest, kind, next } = world;
  if (highest !== undefined && !world.proven) {
    const why = `the rotation to v${highest.version} did not come to its end`;
    return { target: highest.version, store: false, why };
  }
  const rotate = (why: string): Intention => ({ target: next, store: true, why });
  const wait = (why: string): Intention => ({ store: false, why });
  if (signing === undefined) return rotate(`no ${kind} can be used`);
  const age = now - signing.issuedAt;
  const since = `v${signing.version} signs since ${dayOf(signing.issuedAt)} (${ageOf(age)})`;
  if (options.ifOlderThanMs !== undefined) {
    return age >= options.ifOlderThanMs
      ? rotate(since)
      : wait(`${since}, younger than ${ageOf(options.ifOlderThanMs)}`);
  }
  const before = world.versions.findLast(
    ({ version, state }) => version < signing.version && state === 'verifies',
  );
  if (before === undefined || options.anyway === true) return rotate(since);
  return wait(
    `${since}; v${before.version} is in its grace period until ${dayOf(before.expiresAt)} (--anyway rotates all the same)`,
  );
}

/** Versions that nothing can be verified with any more, while another one signs. */
export function pastGrace({ versions, signing }: SecretWorld): readonly number[] {
  if (signing === undefined) return [];
  return versions
    .filter(({ state }) => state === 'retired' || state === 'expired')
    .map(({ version }) => version)
    .filter((version) => version < signing.version);
}

/**
 * v(N+1) beside v(N), proven by a fresh runtime; v(N) verifies until its grace period is over. What is
 * past its own is taken away in the same run. Every step is found again in the world: a version that
 * was stored and not proven is proven by the next run.
 */
export function rotation(site: Site, kind: SecretKind, options: RotationOptions): Procedure {
  let target: number | undefined;
  let gone: readonly number[] = [];
  return {
    async plan(): Promise<Plan> {
      const world = await lookAt(site, kind);
      const intention = intentionOf(world, options, site.context.io.now());
      target = intention.target;
      gone = pastGrace(world);
      const steps = [
        ...(target === undefined ? [] : rotationSteps(site, world, target, intention.store)),
        ...gone.flatMap((version) => removal(site, kind, version, 'retired')),
      ];
      const { environment } = site.deployment;
      return {
        what: `${WORDS[kind].what} of ${environment}: ${whatOf(intention, gone)}`,
        steps,
        notes: notesOf(world, target),
        ...(intention.store && world.signing !== undefined
          ? { undo: `npm run ops -- ${kind} rollback --env ${environment}` }
          : {}),
      };
    },
    verify: () => verifiedWorld(site, kind, { signs: target, gone }),
  };
}

function rotationSteps(
  site: Site,
  { kind, versions }: SecretWorld,
  target: number,
  store: boolean,
): readonly Step[] {
  const older = versions
    .filter(({ version, state }) => version < target && (state === 'signs' || state === 'verifies'))
    .map(({ version }) => version);
  const expected = async () => {
    const proofs = await Promise.all(older.map((version) => proofOf(site, kind, version)));
    return {
      signs: target,
      proofs: proofs.flatMap((proof) => (proof === undefined ? [] : [{ proof, holds: true }])),
    };
  };
  return [
    ...(store ? [storing(site, kind, target)] : []),
    proving(site, kind, expected),
    marking(site, kind, target),
  ];
}

function whatOf({ target, store, why }: Intention, gone: readonly number[]): string {
  const retiring = gone.map((version) => `v${version} is taken away`);
  if (target === undefined) return [why, ...retiring].join('; ');
  const next = store ? `v${target} is made` : `v${target} is proven`;
  return [`${next}: ${why}`, ...retiring].join('; ');
}

function notesOf({ kind, signing }: SecretWorld, target: number | undefined): readonly string[] {
  if (target === undefined || signing === undefined || signing.version === target) return [];
  return [
    `v${signing.version} goes on verifying for its grace period; the first \`rotate\` or \`retire\` after it takes it away`,
    'runtimes that are up notice v' + `${target} within 5 minutes, when their copy is renewed`,
    ...(kind === 'salt'
      ? ['ids made with the former salt are recognised until it is taken away, not longer']
      : []),
  ];
}
