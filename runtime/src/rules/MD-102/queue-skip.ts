import type { Facts, ReportedCheck, Tree } from '../../facts/index.js';
import { decidingJob } from '../conditions.js';
import { job, policyFile, rulesetFile, workflowFile } from '../example-files.js';
import { judgeRequired } from '../judge-required.js';
import { jobOfCheck } from '../needs.js';
import { policyOf } from '../policy-in-force.js';
import { queueOf } from '../queue.js';
import { quoted, reportedBy, type Target } from '../reported.js';
import { claimEvidence, type Requirement } from '../required-checks.js';
import type { Rule, RuleMeta } from '../rule.js';
import { runsNothing } from '../steps.js';
import {
  evidenceAt,
  NOTHING_JUDGED,
  treeRule,
  type TreeResult,
  type Violation,
} from '../violation.js';

const queue = rulesetFile({ contexts: ['test'], queue: true });
const ci = (...lines: readonly string[]): Readonly<Record<string, string>> =>
  workflowFile(['pull_request', 'merge_group'], job('test', ...lines));
const stub = {
  ...workflowFile(['pull_request'], job('test')),
  '.github/workflows/queue.yml':
    'on: merge_group\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo tested before\n',
};

const meta: RuleMeta = {
  id: 'MD-102.4',
  title: 'Fail-open in the queue',
  rationale:
    'A job whose `if` holds on pull requests only is skipped in the queue, and skipped is success: the group that is really merged was tested by nobody.',
  remedy:
    'Let the job run on `merge_group` too. In the queue `github.event.pull_request` is absent and `github.head_ref` is empty.',
  docs: 'docs/rules/MD-102.md#md-1024-fail-open-in-the-queue',
  examples: [
    {
      title: 'a required job for pull requests only',
      answer: 'violation',
      base: { ...ci("if: github.event_name == 'pull_request'"), ...queue },
    },
    {
      title: 'a condition on what only a pull request has',
      answer: 'violation',
      base: { ...ci("if: github.head_ref != ''"), ...queue },
    },
    {
      title: 'a job of the queue that does nothing',
      answer: 'violation',
      base: { ...stub, ...queue },
    },
    {
      title: 'a condition that holds in the queue as well',
      answer: 'pass',
      base: { ...ci("if: github.event_name != 'push'"), ...queue },
    },
    {
      title: 'a draft: what the queue has not is compared as 0 with false, and the job runs',
      answer: 'pass',
      base: { ...ci('if: github.event.pull_request.draft == false'), ...queue },
    },
    {
      title: 'a job of the queue that the policy lets do nothing',
      answer: 'pass',
      base: { ...stub, ...queue, ...policyFile('queueStubs: [test]') },
    },
    {
      title: 'no merge queue',
      answer: 'pass',
      base: {
        ...ci("if: github.event_name == 'pull_request'"),
        ...rulesetFile({ contexts: ['test'] }),
      },
    },
  ],
};

/** A required check that tests pull requests and is green in the queue without testing. */
export const queueSkip: Rule = treeRule(meta, judge);

function judge(tree: Tree, facts: Facts): TreeResult {
  if (queueOf({ ...facts, head: tree }) !== 'yes') return NOTHING_JUDGED;
  const { queueStubs } = policyOf(facts);
  return judgeRequired(meta.id, tree, (requirement) => judgeOne(tree, requirement), queueStubs);
}

function judgeOne(tree: Tree, requirement: Requirement): Violation | undefined {
  const { context } = requirement;
  const queued = idleIn(tree, context, 'mergeGroup');
  if (queued === undefined || idleIn(tree, context, 'pullRequest') !== undefined) return undefined;
  if (reportedBy(tree, context, 'pullRequest').state !== 'yes') return undefined;
  return {
    subject: context,
    severity: 'high',
    confidence: 'high',
    title: `required check ${quoted(context)} tests nothing in the merge queue`,
    claim: claimEvidence(requirement),
    ...explain(tree, queued),
    why: 'The queue exists to test the commit that is merged; here it is merged on the strength of a check that did not run.',
  };
}

/** The first check of a context, where every one of them is left out for certain or does nothing. */
function idleIn(tree: Tree, context: string, target: Target): ReportedCheck | undefined {
  const reported = reportedBy(tree, context, target);
  if (reported.state !== 'yes') return undefined;
  return reported.by.every((check) => isIdle(tree, check)) ? reported.by[0] : undefined;
}

function isIdle(tree: Tree, check: ReportedCheck): boolean {
  if (check.skip?.always === true) return true;
  const found = jobOfCheck(tree, check);
  return found !== undefined && runsNothing(tree, found.job);
}

function explain(tree: Tree, check: ReportedCheck): Pick<Violation, 'reality' | 'fix'> {
  const job = jobOfCheck(tree, check)?.job;
  if (check.skip?.always !== true) {
    return {
      reality: evidenceAt(
        `in the queue the job ${job?.id ?? ''} of ${check.workflow} runs no real step`,
        job?.at,
      ),
      fix: 'Run the real job on `merge_group`, or name the check under `queueStubs` in .phase-mirror.yml.',
    };
  }
  const decider = decidingJob(tree, check.skip);
  return {
    reality: evidenceAt(
      `the \`if\` of ${check.skip.job} is false in the queue, so the job is skipped there and counts as success`,
      decider?.condition ?? decider?.at,
    ),
    fix: `Let the condition hold on \`merge_group\` as well, for example with \`github.event_name == 'merge_group' || …\`.`,
  };
}
