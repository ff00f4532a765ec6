import {
  GITHUB_ACTIONS_APP,
  valueOf,
  type BranchClaim,
  type RequiredCheck,
  type Tree,
} from '../facts/index.js';
import type { Evidence } from './finding.js';
import { quoted } from './reported.js';
import type { Question } from './violation.js';

/** One context that the branch requires, with every claim that requires it. */
export interface Requirement {
  readonly context: string;
  /** The app that must report it; absent when any source may. */
  readonly app?: number;
  readonly claims: readonly { readonly claim: BranchClaim; readonly check: RequiredCheck }[];
}

/** Claims in force about the branch. */
export function activeClaims(tree: Tree): readonly BranchClaim[] {
  return (valueOf(tree.claims) ?? []).filter(
    (claim) => claim.enforcement === 'active' && claim.about === 'yes',
  );
}

/** What the branch requires: classic protection and rulesets merge. */
export function requirements(tree: Tree): readonly Requirement[] {
  const merged = new Map<string, Requirement>();
  for (const claim of activeClaims(tree)) {
    for (const check of claim.checks) {
      const key = `${check.app ?? 'any'} ${check.context}`;
      const { context, app } = check;
      merged.set(key, {
        context,
        ...(app === undefined ? {} : { app }),
        claims: [...(merged.get(key)?.claims ?? []), { claim, check }],
      });
    }
  }
  return [...merged.values()];
}

export function requires(tree: Tree, context: string): boolean {
  return activeClaims(tree).some((claim) => claim.checks.some((c) => c.context === context));
}

/** The queue of the branch, when a claim in force has one. */
export function queueClaim(tree: Tree): BranchClaim | undefined {
  return activeClaims(tree).find((claim) => claim.mergeQueue !== undefined);
}

/** A queue as the claim's side of a finding. */
export function queueEvidence(claim: BranchClaim, says = 'queues merges'): Evidence {
  const { place, quote } = claim.mergeQueue ?? claim.at;
  return { says: `${claimTitle(claim)} ${says}`, place, quote };
}

/** Whether another app than GitHub Actions must report the context. */
export function isForeign({ app }: Requirement): boolean {
  return app !== undefined && app !== GITHUB_ACTIONS_APP;
}

/** How a claim is called in a sentence. */
export function claimTitle(claim: BranchClaim): string {
  if (claim.kind === 'branch-protection') return `the branch protection in ${claim.path}`;
  return claim.name === undefined
    ? `the ruleset in ${claim.path}`
    : `the ruleset ${quoted(claim.name)}`;
}

/** The claim's side of a finding about a required context. */
export function claimEvidence({ context, claims }: Requirement): Evidence {
  const [first, second] = claims;
  if (first === undefined) return { says: `${quoted(context)} is required`, quote: '' };
  const also = second === undefined ? '' : `, and so does ${claimTitle(second.claim)}`;
  return {
    says: `${claimTitle(first.claim)} requires the check ${quoted(context)}${also}`,
    place: first.check.place,
    quote: first.check.quote,
  };
}

/** What is asked of a required context and cannot be answered. */
export function question(
  { context, claims }: Requirement,
  reason: string,
  remedy: string,
): Question {
  const place = claims[0]?.check.place;
  return { subject: context, reason, remedy, ...(place === undefined ? {} : { place }) };
}

/** The branch judged, in a sentence. */
export function branchTitle(name: string | undefined): string {
  return name ?? 'the protected branch';
}
