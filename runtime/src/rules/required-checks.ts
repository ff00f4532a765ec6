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
  return requiredIn(tree).list;
}

export function requires(tree: Tree, context: string): boolean {
  return requiredIn(tree).names.has(context);
}

interface Required {
  readonly list: readonly Requirement[];
  readonly names: ReadonlySet<string>;
}

type Merged = Requirement & { readonly claims: Requirement['claims'][number][] };

/** Made once a tree: every rule asks, and a branch may require a thousand checks. */
const known = new WeakMap<Tree, Required>();

function requiredIn(tree: Tree): Required {
  const done = known.get(tree);
  if (done !== undefined) return done;
  const list: Merged[] = [];
  const byApp = new Map<number | undefined, Map<string, Merged>>();
  for (const claim of activeClaims(tree)) {
    for (const check of claim.checks) {
      const { context, app } = check;
      const ofApp = byApp.get(app) ?? new Map<string, Merged>();
      byApp.set(app, ofApp);
      const same = ofApp.get(context);
      if (same !== undefined) {
        same.claims.push({ claim, check });
        continue;
      }
      const requirement = { context, ...(app === undefined ? {} : { app }) };
      const one = { ...requirement, claims: [{ claim, check }] };
      ofApp.set(context, one);
      list.push(one);
    }
  }
  const required = { list, names: new Set(list.map(({ context }) => context)) };
  known.set(tree, required);
  return required;
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
