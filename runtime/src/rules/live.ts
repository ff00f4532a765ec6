import {
  gapsOf,
  valueOf,
  type Answer,
  type BranchClaim,
  type Facts,
  type LiveClaim,
  type LiveFacts,
  type Tree,
} from '../facts/index.js';
import type { Evidence } from './finding.js';
import type { Question } from './violation.js';

/** An answer of GitHub as a side of a finding; `pointer` is a JSON pointer into it. */
export function apiEvidence(says: string, path: string, pointer = ''): Evidence {
  return { says, quote: '', api: pointer === '' ? `GET ${path}` : `GET ${path}#${pointer}` };
}

/** The path of a repository in the API, of which `rest` is a part. */
export const apiPath = ({ repository }: LiveFacts, rest: string): string =>
  `/repos/${repository}/${rest}`;

/** What GitHub did not show: the question stays open, with the permission that would answer it. */
export function hiddenQuestion(subject: string, answers: readonly Answer<unknown>[]): Question {
  const gap = answers.flatMap(gapsOf)[0];
  return {
    subject,
    reason: gap?.reason ?? 'GitHub did not answer',
    remedy:
      gap?.missing === undefined
        ? 'Run again with --live when GitHub answers.'
        : `Run with --live and a token that has the permission ${gap.missing}.`,
    ...(gap?.missing === undefined ? {} : { missing: gap.missing }),
  };
}

/** Contexts that are required now by what the token may see. */
export function liveContexts(live: LiveFacts): ReadonlySet<string> {
  const claims = valueOf(live.claims) ?? [];
  return new Set(claims.flatMap(({ claim }) => claim.checks.map(({ context }) => context)));
}

/** A change is in force once it is merged: until then the branch's own claims are held against GitHub. */
export function claimingTree({ head, before }: Facts): Tree | undefined {
  return before === undefined ? head : valueOf(before);
}

/** Whether GitHub answers with the very ruleset, or protection, that a file claims. */
export function isLiveOf(claim: BranchClaim, { level, claim: live }: LiveClaim): boolean {
  if (level === 'classic') return claim.kind === 'branch-protection';
  const { kind, name } = claim;
  return level === 'repository' && kind === 'ruleset' && name !== undefined && name === live.name;
}
