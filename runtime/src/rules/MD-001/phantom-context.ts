import {
  gapsOf,
  GITHUB_ACTIONS_APP,
  valueOf,
  type Facts,
  type ReportedCheck,
  type Tree,
} from '../../facts/index.js';
import type { Confidence, Finding, RuleResult } from '../finding.js';
import { checkWriters } from '../check-writers.js';
import {
  checksAreIncomplete,
  checksOf,
  nameOf,
  quoted,
  reachFor,
  reportedBy,
} from '../reported.js';
import {
  activeClaims,
  branchTitle,
  claimEvidence,
  isForeign,
  question,
  requirements,
  requires,
  type Requirement,
} from '../required-checks.js';
import type { Rule } from '../rule.js';
import { noClaims } from '../no-claims.js';
import { policyOf, namesContext } from '../policy-in-force.js';
import { claimedBefore, findingOf, judgeEach, type Question } from '../violation.js';
import { explainLoss, explainMiss, missSentence, type Explanation } from './explain.js';
import { phantomContextMeta } from './meta.js';
import { nearestMiss, type NearMiss } from './near-miss.js';

const CHECK = 'MD-001.1';

/** A required context that no workflow reports: the pull request waits for it for ever. */
export const phantomContext: Rule = { meta: phantomContextMeta, judge };

function judge(facts: Facts): RuleResult {
  const absent = noClaims(CHECK, facts, 'which checks it requires');
  if (absent !== undefined) return { findings: [], unknowns: [absent], judged: 0 };
  const required = requirements(facts.head);
  const { violations, ...rest } = judgeEach(CHECK, required, (one) => judgeOne(facts, one));
  return { ...rest, findings: violations };
}

function judgeOne(facts: Facts, requirement: Requirement): Finding | Question | undefined {
  const { head } = facts;
  const { context } = requirement;
  if (namesContext(policyOf(facts).externalContexts, context)) return undefined;
  if (wasReported(facts, requirement)) return undefined;
  if (isForeign(requirement)) {
    return question(
      requirement,
      `app ${requirement.app ?? 0} reports it, not GitHub Actions`,
      'Look at a recent pull request: the app must report a check of exactly this name. Then list it under `externalContexts` of .phase-mirror.yml.',
    );
  }
  if (head.checks.state === 'unknown') {
    const [gap] = gapsOf(head.checks);
    return question(
      requirement,
      gap?.reason ?? 'the workflows cannot be read',
      'Close the gap named.',
    );
  }
  const reported = reportedBy(head, context, 'pullRequest');
  if (reported.state === 'yes') return undefined;
  const loss = lossOf(facts, context);
  if (loss !== undefined && reported.state === 'no') {
    return finding(facts, requirement, explainLoss(context, loss, head), 'high');
  }
  if (reported.state === 'perhaps') {
    return question(
      requirement,
      reported.reason,
      'Give the job a name that is known before it runs.',
    );
  }
  const miss = nearestMiss(requirement, head);
  if (miss !== undefined && !miss.hint) {
    const confidence = checksAreIncomplete(head) ? 'medium' : 'high';
    return finding(facts, requirement, explainMiss(context, miss, requirement, head), confidence);
  }
  const hidden = whoElse(head, requirement, miss);
  if (hidden !== undefined) return question(requirement, hidden.reason, hidden.remedy);
  return finding(facts, requirement, explainNothing(requirement, head), 'medium');
}

/**
 * Whether GitHub has a run of the check on the very commit, where it was asked. On the head of a change
 * any app counts; on that of the branch itself only another app than Actions, whose runs there are those
 * of pushes.
 */
function wasReported({ live, before }: Facts, { context, app }: Requirement): boolean {
  const runs = live === undefined ? undefined : valueOf(live.checkRuns);
  if (runs === undefined) return false;
  return runs.some(
    (run) =>
      run.name === context &&
      (app === undefined || run.app === app) &&
      (before !== undefined || (run.app !== undefined && run.app !== GITHUB_ACTIONS_APP)),
  );
}

/** Jobs of code scanning's default setup, which GitHub Actions runs from no file of the repository. */
const CODE_SCANNING = /^Analyze \([\w+#-]+\)$/;

/** Who may report a context that nothing resembles; undefined when nobody is left. */
function whoElse(
  head: Tree,
  requirement: Requirement,
  hint: NearMiss | undefined,
): { readonly reason: string; readonly remedy: string } | undefined {
  if (checksAreIncomplete(head)) {
    return {
      reason: 'no workflow that could be read reports it, and one could not be read in full',
      remedy: 'Correct the workflow named under facts.',
    };
  }
  if (requirement.app === undefined) {
    return {
      reason: `no workflow reports it, and the claim does not say which app does${hint === undefined ? '' : `; if GitHub Actions is meant, ${missSentence(hint)}`}`,
      remedy: 'Name the app: `integration_id` in a ruleset, `app_id` in a branch protection.',
    };
  }
  if (activeClaims(head).some((claim) => claim.foreignWorkflows)) {
    return {
      reason: 'no workflow here reports it, and a ruleset runs workflows of another repository',
      remedy: 'Look for the name in the workflows that the rule `workflows` names.',
    };
  }
  if (CODE_SCANNING.test(requirement.context)) {
    return {
      reason:
        'no workflow here reports it; the default setup of code scanning does, without a file',
      remedy:
        'Look at Settings, Advanced Security: the default setup must be on for this language.',
    };
  }
  const writer = checkWriters(head)[0];
  if (writer === undefined) return undefined;
  return {
    reason: `no job has this name, and ${writer.place.path} may write checks of its own`,
    remedy: 'Look at a recent pull request: a step must report a check of exactly this name.',
  };
}

/** The checks that reported the context before the change, when none does after it. */
function lossOf(facts: Facts, context: string): readonly ReportedCheck[] | undefined {
  const before = facts.before === undefined ? undefined : valueOf(facts.before);
  if (before === undefined) return undefined;
  const reported = reportedBy(before, context, 'pullRequest');
  return reported.state === 'yes' ? reported.by : undefined;
}

function explainNothing({ app }: Requirement, head: Tree): Explanation {
  const names = [
    ...new Set(
      checksOf(head)
        .filter((c) => reachFor(c, 'pullRequest') === 'yes')
        .map(nameOf),
    ),
  ];
  const list = names.slice(0, 5).map(quoted).join(', ');
  return {
    reality: {
      says:
        names.length === 0
          ? 'no workflow starts on a pull request'
          : `pull requests report ${list}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`,
      quote: '',
    },
    fix: `Require a check that is reported, or drop this one; the claim binds it to app ${app ?? 0}, which is GitHub Actions.`,
  };
}

function finding(
  facts: Facts,
  requirement: Requirement,
  { reality, fix }: Explanation,
  confidence: Confidence,
): Finding {
  const { context } = requirement;
  const before = claimedBefore(facts);
  const added = before !== undefined && !requires(before, context);
  const introduced = added || lossOf(facts, context) !== undefined;
  const branch = branchTitle(valueOf(facts.change.branch)?.name);
  return findingOf(
    CHECK,
    {
      subject: context,
      severity: introduced ? 'critical' : 'high',
      confidence,
      title: `required check ${quoted(context)} is never reported`,
      claim: claimEvidence(requirement),
      reality,
      why: `GitHub waits for a check of exactly this name, so no pull request into ${branch} can be merged without a bypass.`,
      fix,
    },
    introduced,
  );
}
