import {
  gapsOf,
  valueOf,
  type BranchClaim,
  type Facts,
  type LiveClaim,
  type LiveFacts,
  type Tree,
} from '../../facts/index.js';
import { job, rulesetFile, workflowFile } from '../example-files.js';
import { exampleLive, hidden, liveRuleset } from '../example-live.js';
import type { RuleResult } from '../finding.js';
import {
  apiEvidence,
  apiPath,
  claimingTree,
  hiddenQuestion,
  isLiveOf,
  liveContexts,
} from '../live.js';
import { quoted } from '../reported.js';
import {
  activeClaims,
  claimEvidence,
  claimTitle,
  requirements,
  type Requirement,
} from '../required-checks.js';
import type { Rule, RuleMeta, Told } from '../rule.js';
import { evidenceAt, findingOf, judgeEach, type Question, type Violation } from '../violation.js';

const ci = workflowFile(['pull_request'], [...job('test'), ...job('lint')]);
const told = (says: string, parts: Parameters<typeof exampleLive>[0]): { readonly told: Told } => ({
  told: { says, facts: () => ({ live: exampleLive(parts) }) },
});
const claimed = (...contexts: readonly string[]): Readonly<Record<string, string>> => ({
  ...ci,
  ...rulesetFile({ contexts }),
});

const meta: RuleMeta = {
  id: 'MD-001.9',
  title: 'Claim differs from live',
  rationale:
    'A ruleset in a file protects nothing by itself. When GitHub enforces something else, everybody who reads the file believes in a gate that is not there.',
  remedy: 'Apply the file to GitHub, or commit what GitHub enforces: export the ruleset again.',
  docs: 'docs/rules/MD-001.md#md-0019-claim-differs-from-live',
  examples: [
    {
      title: 'a check that the file requires and GitHub does not',
      answer: 'violation',
      base: claimed('test', 'lint'),
      ...told('GitHub requires the check `test`.', {
        claims: { state: 'known', value: [liveRuleset({ contexts: ['test'] })] },
      }),
    },
    {
      title: 'a check that GitHub requires in the ruleset of that name and the file does not',
      answer: 'violation',
      base: claimed('test'),
      ...told('GitHub requires the checks `test` and `lint` in the ruleset `main`.', {
        claims: { state: 'known', value: [liveRuleset({ contexts: ['test', 'lint'] })] },
      }),
    },
    {
      title: 'the same checks, some of them required by another level',
      answer: 'pass',
      base: claimed('test', 'lint'),
      ...told('GitHub requires `test` in the repository and `lint` in the organisation.', {
        claims: {
          state: 'known',
          value: [
            liveRuleset({ contexts: ['test'] }),
            liveRuleset({ contexts: ['lint'], level: 'organization', name: 'all' }),
          ],
        },
      }),
    },
    {
      title: 'a check that only the organisation requires: no file here claims its rulesets',
      answer: 'pass',
      base: claimed('test'),
      ...told('GitHub requires `test` in the repository and `scan` in the organisation.', {
        claims: {
          state: 'known',
          value: [
            liveRuleset({ contexts: ['test'] }),
            liveRuleset({ contexts: ['scan'], level: 'organization', name: 'main' }),
          ],
        },
      }),
    },
    {
      title: 'a change that requires a check more: it is in force only once it is merged',
      answer: 'pass',
      base: claimed('test'),
      change: rulesetFile({ contexts: ['test', 'lint'] }),
      ...told('GitHub requires the check `test`.', {
        claims: { state: 'known', value: [liveRuleset({ contexts: ['test'] })] },
      }),
    },
    {
      title: 'a check that a protection which is hidden may require',
      answer: 'unknown',
      base: claimed('test', 'lint'),
      ...told('GitHub requires `test`; whether a branch protection does more, it does not show.', {
        claims: {
          state: 'partial',
          value: [liveRuleset({ contexts: ['test'] })],
          gaps: gapsOf(hidden('administration: read')),
        },
      }),
    },
  ],
};

/** Contexts that the branch's own files claim and GitHub does not require, or the other way round. */
export const claimDiffers: Rule = { meta, judge };

function judge(facts: Facts): RuleResult {
  const { live } = facts;
  const tree = claimingTree(facts);
  const required = tree === undefined ? [] : requirements(tree);
  if (live === undefined || tree === undefined) return { findings: [], unknowns: [], judged: 0 };
  const missing = judgeEach(meta.id, required, (one) => judgeClaimed(one, live));
  const more = valueOf(live.claims) ?? [];
  const extra = judgeEach(
    meta.id,
    more.flatMap((one) => extraContexts(one, tree)),
    (one) => extraViolation(one, live),
  );
  return {
    findings: [...missing.violations, ...extra.violations].map((violation) =>
      findingOf(meta.id, violation, false),
    ),
    unknowns: missing.unknowns,
    judged: missing.judged + extra.judged,
  };
}

function judgeClaimed(requirement: Requirement, live: LiveFacts): Violation | Question | undefined {
  const { context } = requirement;
  if (liveContexts(live).has(context)) return undefined;
  if (live.claims.state !== 'known') return hiddenQuestion(context, [live.claims]);
  return {
    subject: context,
    severity: 'high',
    confidence: 'high',
    title: `required check ${quoted(context)} is claimed and not enforced`,
    claim: claimEvidence(requirement),
    reality: apiEvidence(
      `no rule that is in force for ${live.branch} requires ${quoted(context)}`,
      apiPath(live, `rules/branches/${live.branch}`),
    ),
    why: `Whoever reads the file believes in a gate; GitHub merges into ${live.branch} without it.`,
    fix: `Apply the file to GitHub (Settings, Rules, import), or take ${quoted(context)} out of it.`,
  };
}

interface Extra {
  readonly context: string;
  readonly pointer: string;
  readonly source: LiveClaim;
  readonly claim: BranchClaim;
}

/** Of a ruleset, or a protection, that a file here claims to be: another one is nobody's claim. */
function extraContexts(source: LiveClaim, tree: Tree): readonly Extra[] {
  const claims = activeClaims(tree);
  const claim = claims.find((one) => isLiveOf(one, source));
  if (claim === undefined) return [];
  const claimed = new Set(claims.flatMap(({ checks }) => checks.map(({ context }) => context)));
  return source.claim.checks.flatMap(({ context }, i) =>
    claimed.has(context) ? [] : [{ context, pointer: source.pointers[i] ?? '', source, claim }],
  );
}

function extraViolation({ context, pointer, source, claim }: Extra, live: LiveFacts): Violation {
  return {
    subject: context,
    severity: 'high',
    confidence: 'high',
    title: `required check ${quoted(context)} is enforced and not claimed`,
    claim: evidenceAt(`${claimTitle(claim)} does not require ${quoted(context)}`, claim.at),
    reality: apiEvidence(
      `GitHub requires ${quoted(context)} for ${live.branch}`,
      source.claim.path,
      pointer,
    ),
    why: 'The next time the file is applied the check is gone, and nobody will have decided that.',
    fix: `Add ${quoted(context)} to ${claim.path}, or remove the check from GitHub.`,
  };
}
