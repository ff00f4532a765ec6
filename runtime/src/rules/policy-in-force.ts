import { BUILT_IN_POLICY, canBe, valueOf, type Facts, type Policy } from '../facts/index.js';
import type { Evidence } from './finding.js';

/** What the policy of the branch says; the built-in one where there is none, or where it cannot be read. */
export function policyOf({ policy }: Facts): Policy {
  return valueOf(policy.inForce)?.file?.policy ?? BUILT_IN_POLICY;
}

/** A value of the policy file as the claim of a finding; `pointer` for example `/require/noBypass`. */
export function policyEvidence({ policy }: Facts, pointer: string, says: string): Evidence {
  const file = valueOf(policy.inForce)?.file;
  const at = file?.at[pointer];
  return { says: `${file?.path ?? 'the policy'} says that ${says}`, quote: '', ...at };
}

/** Whether a list of contexts, in which `*` stands for any characters, names the context. */
export function namesContext(patterns: readonly string[], context: string): boolean {
  return patterns.some((pattern) => canBe([pattern.split('*')], context));
}
