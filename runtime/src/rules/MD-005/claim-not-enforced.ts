import type { Reading } from '../../drift/field.js';
import { SETTINGS, type Setting } from '../../drift/setting-fields.js';
import { valueOf, type BranchClaim, type LiveClaim, type LiveFacts } from '../../facts/index.js';
import type { RuleResult, Unknown } from '../finding.js';
import { apiEvidence, apiPath, claimingTree, hiddenQuestion, isLiveOf } from '../live.js';
import { activeClaims, claimTitle } from '../required-checks.js';
import type { Rule } from '../rule.js';
import { evidenceAt, findingOf, type Question, type Violation } from '../violation.js';
import { bypassDiffers } from './bypass-differs.js';
import { claimNotEnforcedMeta } from './claim-not-enforced-meta.js';

const CHECK = claimNotEnforcedMeta.id;

/** Compared one by one elsewhere: contexts by MD-001.9, actors by the ruleset that names them. */
const ELSEWHERE = ['required-check', 'bypass'];
const COMPARED = SETTINGS.filter(({ kind }) => !ELSEWHERE.includes(kind));

/** Settings that files of the branch claim and GitHub does not enforce, or the other way round. */
export const claimNotEnforced: Rule = {
  meta: claimNotEnforcedMeta,
  judge(facts): RuleResult {
    const { live } = facts;
    const tree = claimingTree(facts);
    if (live === undefined || tree === undefined) return { findings: [], unknowns: [], judged: 0 };
    const claims = activeClaims(tree);
    const answers = [
      ...COMPARED.flatMap((setting) => compared(setting, claims, live)),
      ...claims.flatMap((claim) => stricter(claim, claims, live)),
      ...claims.flatMap((claim) => bypassDiffers(claim, live)),
    ];
    const lacking = answers.filter((one) => 'setting' in one);
    const violations = [
      ...inGroups(lacking, live),
      ...answers.filter((one): one is Violation => 'severity' in one),
    ];
    return {
      findings: violations.map((one) => findingOf(CHECK, one, false)),
      unknowns: answers.flatMap((one): readonly Unknown[] =>
        'reason' in one ? [{ ...one, check: CHECK }] : [],
      ),
      judged: claims.length,
    };
  },
};

/** A setting that a claim makes and GitHub does not enforce as strictly. */
interface Lacking {
  readonly setting: Setting;
  readonly claim: BranchClaim;
  readonly reading: Reading;
  readonly is: Reading | undefined;
}

/** All claims together against all that GitHub enforces, of every level: it is the sum that protects. */
function compared(
  setting: Setting,
  claims: readonly BranchClaim[],
  live: LiveFacts,
): readonly (Lacking | Question)[] {
  const enforced = (valueOf(live.claims) ?? []).map(({ claim }) => claim);
  const subject = setting.noun('');
  const [unstated] = setting.hidden(claims);
  if (unstated !== undefined) {
    return [
      {
        subject,
        reason: unstated.reason,
        remedy: 'State it in the file, with a value in place of a variable.',
        ...(unstated.place === undefined ? {} : { place: unstated.place }),
      },
    ];
  }
  const now = setting.read(enforced);
  return setting.read(claims).flatMap((reading): readonly (Lacking | Question)[] => {
    const is = now.find((one) => one.subject === reading.subject);
    const outcome = setting.order(reading.value, is?.value);
    if (outcome === 'same' || outcome === 'strengthened') return [];
    const claim = claims.find((one) =>
      setting.read([one]).some(({ value }) => value === reading.value),
    );
    if (live.claims.state !== 'known' || claim === undefined) {
      return [hiddenQuestion(subject, [live.claims])];
    }
    const classic = enforced.some(({ kind }) => kind === 'branch-protection');
    if (outcome !== 'weakened' || (setting.kind === 'merge-queue' && classic)) {
      return [
        {
          subject,
          reason: `${setting.says('', reading.value)} by ${claim.path}; what GitHub shows does not tell whether it does`,
          remedy: 'State it in a ruleset, whose export shows it.',
        },
      ];
    }
    const [hidden] = setting.hidden(enforced);
    if (hidden !== undefined) return [{ ...hiddenQuestion(subject, []), reason: hidden.reason }];
    return [{ setting, claim, reading, is }];
  });
}

/** A ruleset that is not in force at all is one finding, however much it would have done. */
function inGroups(lacking: readonly Lacking[], live: LiveFacts): readonly Violation[] {
  const groups = new Map<string, readonly [Lacking, ...Lacking[]]>();
  for (const one of lacking) {
    const { claim, setting } = one;
    const key = isThere(claim, live) ? setting.kind : claim.path;
    groups.set(key, [...(groups.get(key) ?? []), one] as [Lacking, ...Lacking[]]);
  }
  return [...groups.values()].map((group) =>
    isThere(group[0].claim, live) ? weaker(group[0], live) : notInForce(group, live),
  );
}

const isThere = (claim: BranchClaim, live: LiveFacts): boolean =>
  (valueOf(live.claims) ?? []).some((one) => isLiveOf(claim, one));

const rulesPath = (live: LiveFacts): string => apiPath(live, `rules/branches/${live.branch}`);

function weaker({ setting, claim, reading, is }: Lacking, live: LiveFacts): Violation {
  return {
    subject: setting.noun(''),
    severity: 'high',
    confidence: 'high',
    title: `${setting.noun('')} of ${live.branch} is claimed and not enforced`,
    claim: evidenceAt(
      `${claimTitle(claim)} says: ${setting.says('', reading.value)}`,
      reading.at ?? claim.at,
    ),
    reality: apiEvidence(
      `on GitHub ${setting.says('', is?.value)}`,
      is?.at?.place.path ?? rulesPath(live),
    ),
    why: `Whoever reads the file believes in a protection; GitHub merges into ${live.branch} without it.`,
    fix: `Apply ${claim.path} to GitHub, or commit what GitHub enforces.`,
  };
}

function notInForce(group: readonly [Lacking, ...Lacking[]], live: LiveFacts): Violation {
  const [{ claim }] = group;
  const says = group.map(({ setting, reading }) => setting.says('', reading.value));
  return {
    subject: claim.name ?? claim.path,
    severity: 'high',
    confidence: 'high',
    title: `${claimTitle(claim)} is not in force`,
    claim: evidenceAt(`${claimTitle(claim)} says: ${says.join('; ')}`, claim.at),
    reality: apiEvidence(
      `GitHub enforces nothing of that name for ${live.branch}, and not ${group.map(({ setting }) => setting.noun('')).join(', ')}`,
      rulesPath(live),
    ),
    why: `Whoever reads the file believes in a protection; GitHub merges into ${live.branch} without it.`,
    fix: `Apply ${claim.path} to GitHub (Settings, Rules, import), or remove it.`,
  };
}

/** What GitHub enforces in the ruleset that a file claims to be, and no file says. */
function stricter(
  claim: BranchClaim,
  claims: readonly BranchClaim[],
  live: LiveFacts,
): readonly Violation[] {
  const source = (valueOf(live.claims) ?? []).find((one) => isLiveOf(claim, one));
  if (source === undefined) return [];
  return COMPARED.filter(({ hidden }) => hidden(claims).length === 0).flatMap((setting) =>
    stricterIn(setting, claim, claims, source),
  );
}

function stricterIn(
  setting: Setting,
  claim: BranchClaim,
  claims: readonly BranchClaim[],
  source: LiveClaim,
): readonly Violation[] {
  const [was] = setting.read(claims);
  const [is] = setting.read([source.claim]);
  if (is === undefined || setting.order(was?.value, is.value) !== 'strengthened') return [];
  return [
    {
      subject: setting.noun(''),
      severity: 'medium',
      confidence: 'high',
      title: `${setting.noun('')} is enforced and not claimed`,
      claim: evidenceAt(`${claimTitle(claim)} says: ${setting.says('', was?.value)}`, claim.at),
      reality: apiEvidence(`on GitHub ${setting.says('', is.value)}`, source.claim.path),
      why: 'The next time the file is applied the protection is weaker, and nobody will have decided that.',
      fix: `Write it into ${claim.path}, or take it back on GitHub.`,
    },
  ];
}
