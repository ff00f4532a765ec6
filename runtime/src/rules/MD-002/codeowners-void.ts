import { gapsOf, type Facts, type OwnedFiles } from '../../facts/index.js';
import type { Finding, RuleResult, Unknown } from '../finding.js';
import { policyEvidence } from '../policy-in-force.js';
import { quoted } from '../reported.js';
import { activeClaims, claimTitle } from '../required-checks.js';
import type { Rule } from '../rule.js';
import { evidenceAt, findingOf, type Violation } from '../violation.js';
import { codeOwnerReview, type CodeOwnerReview } from './code-owner-review.js';
import { codeownersVoidMeta } from './meta.js';
import { unknownOwners } from './unknown-owners.js';
import {
  fileAfter,
  fileInForce,
  filesText,
  lineEvidence,
  ownershipOf,
  ownersText,
} from './ownership.js';

const CHECK = 'MD-002.6';

/** CODEOWNERS says that people answer for files for which nobody does. */
export const codeownersVoid: Rule = { meta: codeownersVoidMeta, judge };

function judge(facts: Facts): RuleResult {
  const { inForce } = facts.codeowners;
  if (inForce.state === 'unknown') {
    const [gap] = gapsOf(inForce);
    const open: Unknown = {
      check: CHECK,
      subject: 'CODEOWNERS',
      reason: gap?.reason ?? 'it cannot be read',
      remedy: 'Close the gap named under facts.',
      ...(gap?.place === undefined ? {} : { place: gap.place }),
    };
    return { findings: [], unknowns: [open], judged: 0 };
  }
  const now = fileInForce(facts);
  const after = fileAfter(facts);
  if (now === undefined && after === undefined) return { findings: [], unknowns: [], judged: 0 };
  const review = codeOwnerReview(facts);
  const findings = [
    ...notLoaded(facts),
    ...placeholders(facts),
    ...strangers(facts),
    ...controlled(facts),
    ...released(facts),
    ...reviewOff(facts, review),
    ...unowned(facts, review),
  ];
  const unknowns = review.state === 'unknown' && after !== undefined ? [review.unknown] : [];
  const judged =
    (after?.entries.length ?? 0) +
    facts.codeowners.controlled.length +
    facts.codeowners.changed.reduce((sum, { files }) => sum + files, 0);
  return { findings, unknowns: unknowns.map((u) => ({ ...u, check: CHECK })), judged };
}

function notLoaded(facts: Facts): readonly Finding[] {
  const after = fileAfter(facts);
  if (after?.ignored === undefined) return [];
  const violation: Violation = {
    subject: after.path,
    severity: 'high',
    confidence: 'high',
    title: `GitHub does not load ${after.path}`,
    claim: lineEvidence(`${after.path} names code owners`, after),
    reality: { says: after.ignored, quote: '' },
    why: 'A file that is not loaded asks nobody for a review.',
    fix: 'Make the file smaller: patterns of folders in place of single files.',
  };
  return [findingOf(CHECK, violation, fileInForce(facts)?.ignored === undefined)];
}

function placeholders(facts: Facts): readonly Finding[] {
  const after = fileAfter(facts);
  const before = new Set(
    fileInForce(facts)?.entries.map((entry) => `${entry.pattern} ${ownersText(entry)}`),
  );
  return (after?.entries ?? []).flatMap((entry, i) => {
    if (entry.decides === 0 || ownershipOf(after, i) !== 'nobody') return [];
    const who = ownersText(entry);
    const violation: Violation = {
      subject: `${entry.pattern} ${who}`,
      severity: 'high',
      confidence: 'high',
      title: `${quoted(entry.pattern)} is owned by ${who}, which stands for a name still to be written`,
      claim: lineEvidence(`${who} answers for ${entry.decides} files`, after, entry),
      reality: { says: `${who} is a placeholder, so nobody is asked for a review`, quote: '' },
      why: 'The file looks as if somebody reviewed these paths, and nobody does.',
      fix: 'Name a user, a team or an address that exists and may write to the repository.',
    };
    return [findingOf(CHECK, violation, !before.has(violation.subject))];
  });
}

/** Lines all of whose owners GitHub does not know, where it was asked. */
function strangers(facts: Facts): readonly Finding[] {
  return unknownOwners(facts)
    .filter(({ all, entry }) => all && entry.decides > 0)
    .map(({ entry, owners, reality }) => {
      const who = owners.join(' and ');
      const violation: Violation = {
        subject: `${entry.pattern} ${ownersText(entry)}`,
        severity: 'high',
        confidence: 'high',
        title: `${quoted(entry.pattern)} is owned by nobody whom GitHub knows`,
        claim: lineEvidence(`${who} answers for ${entry.decides} files`, undefined, entry),
        reality,
        why: 'The file looks as if somebody reviewed these paths, and nobody does.',
        fix: `Correct ${who}, or give write access.`,
      };
      return findingOf(CHECK, violation, false);
    });
}

function controlled(facts: Facts): readonly Finding[] {
  const after = fileAfter(facts);
  const now = fileInForce(facts);
  if (after === undefined || after.ignored !== undefined) return [];
  return facts.codeowners.controlled.flatMap(({ pattern, index, owned }) => {
    const free = owned.filter((group) => isFree(after, group.after));
    const [first] = free;
    if (first === undefined) return [];
    const cleared = first.after === null ? undefined : after.entries[first.after];
    const violation: Violation = {
      subject: pattern,
      severity: 'high',
      confidence: 'high',
      title: `the controlled path ${quoted(pattern)} is owned by nobody`,
      claim: policyEvidence(
        facts,
        `/autonomy/controlledPaths/${index}`,
        `${quoted(pattern)} is controlled`,
      ),
      reality: lineEvidence(
        cleared === undefined
          ? `no line of ${after.path} matches ${filesText(free)}`
          : `this line takes the owners of ${filesText(free)} away`,
        after,
        cleared,
      ),
      why: 'A path that no agent may change alone needs a person who is asked for the review.',
      fix: `Give ${quoted(pattern)} an owner in ${after.path}, below every line that matches it.`,
    };
    const was = owned.filter((group) => isFree(now, group.now));
    return [findingOf(CHECK, violation, now !== undefined && was.length === 0)];
  });
}

/** The change edits CODEOWNERS so that nobody owns what it changes. GitHub asks the owners of the base. */
function released(facts: Facts): readonly Finding[] {
  const now = fileInForce(facts);
  const after = fileAfter(facts);
  if (now === undefined || facts.codeowners.proposed === undefined) return [];
  const byEntry = new Map<number, OwnedFiles[]>();
  for (const group of facts.codeowners.changed) {
    if (group.now === null || ownershipOf(now, group.now) !== 'owned') continue;
    if (ownershipOf(after, group.after) === 'owned') continue;
    byEntry.set(group.now, [...(byEntry.get(group.now) ?? []), group]);
  }
  return [...byEntry].flatMap(([index, groups]) => {
    const entry = now.entries[index];
    if (entry === undefined) return [];
    const violation: Violation = {
      subject: `released ${entry.pattern}`,
      severity: 'high',
      confidence: 'high',
      title: `the change takes ${ownersText(entry)} off paths that it changes`,
      claim: lineEvidence(`${ownersText(entry)} answers for ${filesText(groups)}`, now, entry),
      reality: lineEvidence(
        after === undefined
          ? `the change removes ${now.path}`
          : `with the change nobody owns ${filesText(groups)}`,
        after,
        groups[0]?.after === null || groups[0] === undefined
          ? undefined
          : after?.entries[groups[0].after],
      ),
      why: 'Whoever changes a path and its owner together decides who looks at it: the next change there is seen by nobody.',
      fix: 'Change owners in a pull request of its own, approved by those who own the path now.',
    };
    return [findingOf(CHECK, violation, true)];
  });
}

function reviewOff(facts: Facts, review: CodeOwnerReview): readonly Finding[] {
  const after = fileAfter(facts);
  const owned = after?.entries.find(({ owners, decides }) => owners.length > 0 && decides > 0);
  if (after === undefined || owned === undefined || review.state !== 'off') return [];
  const isControlled = facts.codeowners.controlled.length > 0;
  const { claim } = review;
  const violation: Violation = {
    subject: 'code-owner review',
    severity: isControlled ? 'high' : 'medium',
    confidence: 'high',
    title: 'the review of code owners is not required',
    claim: lineEvidence(`${after.path} names code owners`, after, owned),
    reality: evidenceAt(
      `${claimTitle(claim)} lets changes merge without their review`,
      claim.pullRequest ?? claim.at,
    ),
    why: 'Code owners are asked and need not answer: any other approval, or none, merges the change.',
    fix:
      claim.kind === 'ruleset'
        ? `Set \`require_code_owner_review\` in the rule \`pull_request\` of ${claim.path}.`
        : `Set \`require_code_owner_reviews\` in ${claim.path}.`,
  };
  return [findingOf(CHECK, violation, review.introduced || fileInForce(facts) === undefined)];
}

/** Reviews of code owners are required, and what the change touches has none. */
function unowned(facts: Facts, review: CodeOwnerReview): readonly Finding[] {
  const now = fileInForce(facts);
  if (now === undefined || now.ignored !== undefined || review.state !== 'on') return [];
  const free = facts.codeowners.changed.filter(
    (group) => isFree(now, group.now) && ownershipOf(fileAfter(facts), group.after) !== 'owned',
  );
  if (free.length === 0) return [];
  const claim = activeClaims(facts.head).find(
    ({ pullRequest }) => pullRequest?.codeOwners === true,
  );
  const cleared = free[0]?.now === null ? undefined : now.entries[free[0]?.now ?? -1];
  const violation: Violation = {
    subject: 'changed files without an owner',
    severity: 'low',
    confidence: 'high',
    title: 'the change touches files that nobody owns',
    claim: evidenceAt('the review of code owners is required', claim?.pullRequest),
    reality: lineEvidence(`${now.path} gives nobody to ${filesText(free)}`, now, cleared),
    why: 'Where nobody owns a file, the review that is required is asked of nobody.',
    fix: `Give the files an owner in ${now.path}, or leave them free on purpose.`,
  };
  return [findingOf(CHECK, violation, false)];
}

const isFree = (file: ReturnType<typeof fileAfter>, entry: number | null): boolean =>
  ['unmatched', 'cleared'].includes(ownershipOf(file, entry));
