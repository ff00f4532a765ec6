import type { ControlledPath, Facts } from '../../facts/index.js';
import { fileAfter, filesText, lineEvidence, ownershipOf } from '../MD-002/ownership.js';
import { policyEvidence } from '../policy-in-force.js';
import { quoted } from '../reported.js';
import type { Rule } from '../rule.js';
import { findingOf, judgeEach, type Violation } from '../violation.js';
import { whoDecidesMeta } from './who-decides-meta.js';

const CHECK = 'MD-004.8';

/** A controlled path whose fate hangs on one person, or on nobody. */
export const whoDecides: Rule = {
  meta: whoDecidesMeta,
  judge(facts) {
    if (facts.codeowners.inForce.state === 'unknown') {
      return { findings: [], unknowns: [], judged: 0 };
    }
    const { violations, ...rest } = judgeEach(CHECK, facts.codeowners.controlled, (path) =>
      judgeOne(facts, path),
    );
    return { ...rest, findings: violations.map((one) => findingOf(CHECK, one, false)) };
  },
};

function judgeOne(facts: Facts, { pattern, index, owned }: ControlledPath): Violation | undefined {
  if (owned.length === 0) return undefined;
  const file = fileAfter(facts);
  const claim = policyEvidence(
    facts,
    `/autonomy/controlledPaths/${index}`,
    `${quoted(pattern)} is controlled`,
  );
  const common = { subject: pattern, confidence: 'high', claim } as const;
  if (file === undefined) {
    return {
      ...common,
      severity: 'low',
      title: `nobody decides over the controlled path ${quoted(pattern)}`,
      reality: { says: 'the repository has no CODEOWNERS', quote: '' },
      why: 'Without owners nobody in particular is asked, and whoever approves decides.',
      fix: `Name at least two people or a team for ${quoted(pattern)} in .github/CODEOWNERS.`,
    };
  }
  // What is unmatched or void is MD-002.6.
  const alone = owned.filter(({ after }) => {
    const owners = after === null ? [] : (file.entries[after]?.owners ?? []);
    const [one] = owners;
    return ownershipOf(file, after) === 'owned' && owners.length === 1 && one?.kind !== 'team';
  });
  const entry = file.entries[alone[0]?.after ?? -1];
  const [owner] = entry?.owners ?? [];
  if (entry === undefined || owner === undefined) return undefined;
  const personal = isPersonal(facts, owner.text);
  return {
    ...common,
    severity: personal ? 'info' : 'low',
    title: `one person decides over the controlled path ${quoted(pattern)}`,
    reality: lineEvidence(`${owner.text} alone owns ${filesText(alone)}`, file, entry),
    why: 'When that person is away nothing is decided, and their own changes are decided by nobody else.',
    fix: `Name a second person or a team beside ${owner.text}.`,
  };
}

/** The repository is the owner's own: one person is all there is. */
function isPersonal({ change }: Facts, owner: string): boolean {
  return owner.toLowerCase() === `@${change.repository.split('/')[0] ?? ''}`.toLowerCase();
}
