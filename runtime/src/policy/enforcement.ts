import { BUILT_IN_POLICY, POLICY_FILE, valueOf, type Facts, type Policy } from '../facts/index.js';
import type { Unknown } from '../rules/finding.js';
import type { Strictness } from './breaker.js';
import { LIMITS, type Limits } from './limits.js';

/** What judges a change, and by whose word. */
export interface Enforcement {
  readonly policy: Policy;
  readonly strictness: Strictness;
  readonly limits: Limits;
  readonly source: EnforcementSource;
}

/** For the report's provenance. */
export interface EnforcementSource {
  /** Whose file judges: `built-in` where there is none, `unreadable` where it cannot be read. */
  readonly from: 'base' | 'head' | 'built-in' | 'unreadable';
  /** The commit that was read. */
  readonly commit: string | null;
  /** What made the strictness what it is: `built-in`, the policy file, or the command line. */
  readonly strictness: string;
}

/**
 * The policy in force joined with the strictness that the command line asks for: the stricter wins,
 * limit by limit, so that neither a workflow nor a policy file weakens the other. A policy that cannot
 * be read may be a strict one, so the built-in policy then judges strictly. Pure.
 */
export function enforcementOf({ policy }: Facts, asked?: Strictness): Enforcement {
  const inForce = valueOf(policy.inForce);
  if (inForce === undefined) {
    const source = { from: 'unreadable', commit: null, strictness: 'the policy cannot be read' };
    return {
      policy: BUILT_IN_POLICY,
      strictness: 'strict',
      limits: LIMITS.strict,
      source: source as EnforcementSource,
    };
  }
  const { file, from, commit } = inForce;
  const own = file?.policy ?? BUILT_IN_POLICY;
  const strictness = asked === 'strict' ? 'strict' : own.strictness;
  const said = limitsOf(own);
  return {
    policy: own,
    strictness,
    limits: asked === undefined ? said : strictest(said, LIMITS[asked]),
    source: {
      from: file === undefined ? 'built-in' : from,
      commit,
      strictness:
        strictness !== own.strictness
          ? '--strictness'
          : file?.at['/strictness'] === undefined
            ? asked === strictness
              ? '--strictness'
              : 'built-in'
            : POLICY_FILE,
    },
  };
}

function limitsOf({ strictness, thresholds }: Policy): Limits {
  const { critical, high, medium } = LIMITS[strictness];
  return {
    critical: thresholds.critical ?? critical,
    high: thresholds.high ?? high,
    medium: thresholds.medium ?? medium,
  };
}

function strictest(a: Limits, b: Limits): Limits {
  return {
    critical: Math.min(a.critical, b.critical),
    high: Math.min(a.high, b.high),
    medium: Math.min(a.medium, b.medium),
  };
}

/** The questions that must have an answer and have none: under `strict` they block. */
export function mustVerify(
  unknowns: readonly Unknown[],
  { policy, strictness }: Enforcement,
): readonly Unknown[] {
  if (strictness !== 'strict') return [];
  const asked = policy.mustVerify.map((one) =>
    typeof one === 'string' ? { check: one, subject: undefined } : one,
  );
  return unknowns.filter((unknown) =>
    asked.some(
      ({ check, subject }) =>
        isOf(unknown.check, check) && (subject === undefined || subject === unknown.subject),
    ),
  );
}

/** Whether a sub-check is the one named, or one of the rule named. */
export function isOf(check: string, named: string): boolean {
  return check === named || check.startsWith(`${named}.`);
}
