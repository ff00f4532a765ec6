import { valueOf, type BranchClaim, type BypassActor, type LiveFacts } from '../../facts/index.js';
import { apiEvidence, isLiveOf } from '../live.js';
import { claimTitle } from '../required-checks.js';
import { evidenceAt, type Question, type Violation } from '../violation.js';

/** Actors whom GitHub lets bypass a ruleset or protection, and its file does not name. */
export function bypassDiffers(
  claim: BranchClaim,
  live: LiveFacts,
): readonly (Violation | Question)[] {
  const source = (valueOf(live.claims) ?? []).find((one) => isLiveOf(claim, one));
  const claimed = claim.bypass;
  if (source === undefined || claimed === undefined) return [];
  const subject = `bypass of ${claim.name ?? claim.path}`;
  const { bypass, path } = source.claim;
  if (bypass === undefined) {
    const missing = 'administration: read';
    return [
      {
        subject,
        reason: `GitHub does not show who may bypass ${claimTitle(claim)}`,
        remedy: `Run with --live and a token that has the permission ${missing}.`,
        place: claim.at.place,
        missing,
      },
    ];
  }
  return bypass.flatMap((actor): readonly (Violation | Question)[] => {
    const same = claimed.filter(({ kind }) => kind === actor.kind);
    if (same.some((one) => covers(one, actor))) return [];
    if (same.some((one) => !IDLESS.has(one.kind) && one.id === undefined)) {
      return [
        {
          subject,
          reason: `${claim.path} names ${actor.kind} actors without their id, and GitHub answers with ids`,
          remedy: 'Commit what GitHub answers: an export, or the GET form.',
          place: claim.at.place,
        },
      ];
    }
    return [violation(claim, actor, path, live)];
  });
}

/** Kinds of which there is one: GitHub answers them with any id, or none. */
const IDLESS: ReadonlySet<string> = new Set([
  'administrators',
  'OrganizationAdmin',
  'EnterpriseOwner',
  'DeployKey',
]);

/** Who may bypass always may do so for pull requests as well. */
function covers(claimed: BypassActor, actor: BypassActor): boolean {
  const same = IDLESS.has(actor.kind) || (claimed.id !== undefined && claimed.id === actor.id);
  return same && ((claimed.mode ?? 'always') === 'always' || claimed.mode === actor.mode);
}

function violation(
  claim: BranchClaim,
  { kind, id, mode }: BypassActor,
  path: string,
  live: LiveFacts,
): Violation {
  const who = [kind, ...(IDLESS.has(kind) || id === undefined ? [] : [String(id)])].join(' ');
  const how = mode === undefined || mode === 'always' ? '' : ` (${mode})`;
  return {
    subject: `bypass of ${claim.name ?? claim.path} by ${who}`,
    severity: 'high',
    confidence: 'high',
    title: `${who} may bypass ${claimTitle(claim)}, and the file does not say so`,
    claim: evidenceAt(
      (claim.bypass?.length ?? 0) === 0
        ? `${claimTitle(claim)} lets nobody bypass it`
        : `${claimTitle(claim)} does not name ${who} among those who may bypass it`,
      claim.bypass?.[0] ?? claim.at,
    ),
    reality: apiEvidence(`GitHub lets ${who}${how} bypass it`, path),
    why: `Whoever reads the file believes that the rules of ${live.branch} bind them as well.`,
    fix: `Take the actor out on GitHub, or write it into ${claim.path}.`,
  };
}
