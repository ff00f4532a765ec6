import type { Tree } from '../facts/index.js';
import { namesContext } from './policy-in-force.js';
import { isForeign, requirements, type Requirement } from './required-checks.js';
import { judgeEach, type Question, type TreeResult, type Violation } from './violation.js';

/** What the branch requires that no other app than GitHub Actions must report. */
export function ownRequirements(tree: Tree): readonly Requirement[] {
  return requirements(tree).filter((requirement) => !isForeign(requirement));
}

/** Judges every required check, but those that the policy names. */
export function judgeRequired(
  check: string,
  tree: Tree,
  judge: (requirement: Requirement) => Violation | Question | undefined,
  allowed: readonly string[] = [],
): TreeResult {
  return judgeEach(check, ownRequirements(tree), (requirement) =>
    namesContext(allowed, requirement.context) ? undefined : judge(requirement),
  );
}

/** One cause with all that it spoils: a finding for each cause, however many checks it has. */
export type Group<T> = readonly [T, ...T[]];

/** Judges required checks by what is wrong with them; `keyOf` is the subject of a cause. */
export function judgeCauses<T>(
  check: string,
  tree: Tree,
  causeOf: (requirement: Requirement) => T | undefined,
  keyOf: (cause: T) => string,
  judge: (subject: string, group: Group<T>) => Violation | Question | undefined,
): TreeResult {
  const required = ownRequirements(tree);
  const groups = new Map<string, [T, ...T[]]>();
  for (const requirement of required) {
    const cause = causeOf(requirement);
    if (cause === undefined) continue;
    const key = keyOf(cause);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [cause]);
    else group.push(cause);
  }
  const result = judgeEach(check, [...groups], ([subject, group]) => judge(subject, group));
  return { ...result, judged: required.length };
}
