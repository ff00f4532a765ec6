import {
  canBe,
  checkName,
  displayName,
  gapsOf,
  GITHUB_ACTIONS_APP,
  isExact,
  valueOf,
  type BranchClaim,
  type Quoted,
  type ReportedCheck,
  type RequiredCheck,
  type Tree,
} from '../facts/index.js';
import type { Evidence } from './finding.js';

/** One context that the branch requires, with every claim that requires it. */
export interface Requirement {
  readonly context: string;
  /** The app that must report it; absent when any source may. */
  readonly app?: number;
  readonly claims: readonly { readonly claim: BranchClaim; readonly check: RequiredCheck }[];
}

/** For what a check counts: the head of a pull request, or a group of the merge queue. */
export type Target = 'pullRequest' | 'mergeGroup';

/** Who reports a context. `perhaps`: it hangs on what cannot be known offline. */
export type Reported =
  | { readonly state: 'yes'; readonly by: readonly ReportedCheck[] }
  | { readonly state: 'perhaps'; readonly by: ReportedCheck; readonly reason: string }
  | { readonly state: 'no' };

/** Claims in force about the branch. */
export function activeClaims(tree: Tree): readonly BranchClaim[] {
  return (valueOf(tree.claims) ?? []).filter(
    (c) => c.enforcement === 'active' && c.about === 'yes',
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
  return requirements(tree).some((requirement) => requirement.context === context);
}

/** The queue of the branch, when a claim in force has one. */
export function queueClaim(tree: Tree): BranchClaim | undefined {
  return activeClaims(tree).find((claim) => claim.mergeQueue !== undefined);
}

/** Whether another app than GitHub Actions must report the context. */
export function isForeign({ app }: Requirement): boolean {
  return app !== undefined && app !== GITHUB_ACTIONS_APP;
}

export function checksOf(tree: Tree): readonly ReportedCheck[] {
  return valueOf(tree.checks) ?? [];
}

/** Whether some workflow could not be read, so that the list of checks may be too short. */
export function checksAreIncomplete(tree: Tree): boolean {
  return gapsOf(tree.checks).length > 0;
}

export function reportedBy(tree: Tree, context: string, target: Target): Reported {
  const by: ReportedCheck[] = [];
  let perhaps: Reported | undefined;
  for (const check of checksOf(tree)) {
    const reach = check.reach[target];
    if (reach === 'no' || check.when === 'skipped') continue;
    if (!canBe(piecesOf(check), context)) continue;
    if (reach === 'yes' && check.certain) by.push(check);
    else perhaps ??= { state: 'perhaps', by: check, reason: whyPerhaps(check, context) };
  }
  if (by.length > 0) return { state: 'yes', by };
  return perhaps ?? { state: 'no' };
}

function whyPerhaps(check: ReportedCheck, context: string): string {
  const { workflow, event } = check;
  if (check.reach.pullRequest === 'by-hand') {
    return `${workflow} reports ${quoted(context)} on ${event} only: somebody or something must start it`;
  }
  if (isExact(checkName(check))) {
    return `${workflow} may report ${quoted(context)}, but GitHub may refuse the file or leave the job out`;
  }
  return `${workflow} reports ${quoted(nameOf(check))}, which is not known before it runs and may be ${quoted(context)}`;
}

/** Where the event that starts a check's workflow stands. */
export function triggerOf(tree: Tree, check: ReportedCheck | undefined): Quoted | undefined {
  const workflow = (valueOf(tree.workflows) ?? []).find((w) => w.path === check?.workflow);
  const trigger = workflow?.triggers.find((t) => t.event === check?.event);
  return trigger === undefined ? undefined : { place: trigger.place, quote: trigger.quote };
}

/** Name for people; `*` stands for what is not known. */
export function nameOf(check: ReportedCheck): string {
  return displayName(checkName(check));
}

const piecesOf = (check: ReportedCheck): readonly (readonly string[])[] =>
  check.segments.map((segment) => segment.pieces);

export function quoted(text: string): string {
  return JSON.stringify(text);
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

/** The branch judged, in a sentence. */
export function branchTitle(name: string | undefined): string {
  return name ?? 'the protected branch';
}
