import { valueOf, type Facts, type Tree } from '../facts/index.js';
import {
  fingerprintOf,
  type Evidence,
  type Finding,
  type RuleResult,
  type Unknown,
} from './finding.js';
import type { Rule, RuleMeta } from './rule.js';

/** What a rule says of one subject that breaks it; the frame adds identity, place and origin. */
export type Violation = Pick<
  Finding,
  'subject' | 'severity' | 'confidence' | 'title' | 'claim' | 'reality' | 'why' | 'fix'
>;

export interface TreeResult<V extends Violation = Violation> {
  readonly violations: readonly V[];
  readonly unknowns: readonly Unknown[];
  readonly judged: number;
}

export const NOTHING_JUDGED: TreeResult = { violations: [], unknowns: [], judged: 0 };

/** A question that stays open. */
export type Question = Omit<Unknown, 'check'>;

/** Judges subjects one by one; undefined is a pass. */
export function judgeEach<T, V extends Violation = Violation>(
  check: string,
  subjects: readonly T[],
  judge: (subject: T) => V | Question | undefined,
): TreeResult<V> {
  const violations: V[] = [];
  const unknowns: Unknown[] = [];
  for (const subject of subjects) {
    const answer = judge(subject);
    if (answer === undefined) continue;
    if ('severity' in answer) violations.push(answer);
    else unknowns.push({ ...answer, check });
  }
  return { violations, unknowns, judged: subjects.length };
}

/**
 * A rule about the state of a tree. The change introduces what its tree breaks and the tree before it
 * did not. Where no claim is in force there is nothing to judge: the first rule of a family says so.
 */
export function treeRule(
  meta: RuleMeta,
  judgeTree: (tree: Tree, facts: Facts) => TreeResult,
): Rule {
  return {
    meta,
    judge(facts): RuleResult {
      const { violations, unknowns, judged } = judgeTree(facts.head, facts);
      const before = violations.length === 0 ? undefined : claimedBefore(facts);
      const old = before === undefined ? undefined : judgeTree(before, facts).violations;
      const known = new Set(old?.map(({ subject }) => subject));
      return {
        findings: violations.map((violation) =>
          findingOf(meta.id, violation, old !== undefined && !known.has(violation.subject)),
        ),
        unknowns,
        judged,
      };
    },
  };
}

/** The tree before the change, where its claims are known in full. */
export function claimedBefore({ before }: Facts): Tree | undefined {
  const tree = before === undefined ? undefined : valueOf(before);
  return tree?.claims.state === 'known' ? tree : undefined;
}

export function findingOf(check: string, violation: Violation, introduced: boolean): Finding {
  const { subject, claim, reality } = violation;
  return {
    check,
    kind: 'violation',
    ...violation,
    introduced,
    fingerprint: fingerprintOf(check, subject),
    place: claim.place ?? reality.place ?? { path: '.github', line: 1 },
  };
}

/** A side of a contradiction at a line of a file. */
export function evidenceAt(
  says: string,
  at: Pick<Evidence, 'place' | 'quote'> | undefined,
): Evidence {
  return { says, quote: at?.quote ?? '', ...(at?.place === undefined ? {} : { place: at.place }) };
}
