import type { Facts, ReportedCheck, Skip, Tree } from '../../facts/index.js';
import { asksResultsOnly, asksSettingsOnly, decidingJob } from '../conditions.js';
import { job, policyFile, rulesetFile, workflowFile } from '../example-files.js';
import { judgeRequired } from '../judge-required.js';
import { policyOf } from '../policy-in-force.js';
import { isProposed, pathOf, quoted, reportedBy } from '../reported.js';
import { claimEvidence, question, type Requirement } from '../required-checks.js';
import type { Rule, RuleMeta } from '../rule.js';
import {
  evidenceAt,
  treeRule,
  type Question,
  type TreeResult,
  type Violation,
} from '../violation.js';

const claim = rulesetFile({ contexts: ['test'] });
const ci = (...jobs: readonly (readonly string[])[]): Readonly<Record<string, string>> =>
  workflowFile(['pull_request'], jobs.flat());

const meta: RuleMeta = {
  id: 'MD-001.5',
  title: 'Shape-shifting gate',
  rationale:
    'A job that its `if` leaves out reports "skipped", and GitHub takes that for success. Whoever can make the condition false, with a label, a draft or the name of a branch, passes the gate without running it.',
  remedy:
    'Let the required job always run and put the condition on its steps, or name the check under `allowSkip` in .phase-mirror.yml.',
  docs: 'docs/rules/MD-001.md#md-0015-shape-shifting-gate',
  examples: [
    {
      title: 'a gate that a label turns off',
      answer: 'violation',
      base: {
        ...ci(job('test', 'if: "!contains(github.event.pull_request.labels.*.name, \'skip\')"')),
        ...claim,
      },
    },
    {
      title: 'a gate that never runs on a pull request',
      answer: 'violation',
      base: { ...ci(job('test', "if: github.ref == 'refs/heads/main'")), ...claim },
    },
    {
      title: 'a gate behind a job that finds out what changed',
      answer: 'violation',
      base: {
        ...ci(
          job('changes'),
          job('test', 'needs: changes', "if: needs.changes.outputs.src == 'true'"),
        ),
        ...claim,
      },
    },
    {
      title: 'a condition that is true of every pull request',
      answer: 'pass',
      base: {
        ...ci(
          job('test', "if: github.event_name == 'pull_request' && github.ref != 'refs/heads/main'"),
        ),
        ...claim,
      },
    },
    {
      title: 'a gate that runs only to fail',
      answer: 'pass',
      base: {
        ...ci(
          job('build'),
          job('test', 'needs: build', "if: always() && contains(needs.*.result, 'failure')"),
        ),
        ...claim,
      },
    },
    {
      title: 'a check that the policy lets skip',
      answer: 'pass',
      base: {
        ...ci(job('test', 'if: github.event.pull_request.draft == false')),
        ...claim,
        ...policyFile('allowSkip: [test]'),
      },
    },
    {
      title: 'a gate that a variable of the repository turns on',
      answer: 'unknown',
      base: { ...ci(job('test', "if: vars.RUN == 'true'")), ...claim },
    },
  ],
};

/** A required job that can be skipped, and is green then. */
export const shapeShiftingGate: Rule = treeRule(meta, judge);

function judge(tree: Tree, facts: Facts): TreeResult {
  const { allowSkip } = policyOf(facts);
  return judgeRequired(meta.id, tree, (requirement) => judgeOne(tree, requirement), allowSkip);
}

function judgeOne(tree: Tree, requirement: Requirement): Violation | Question | undefined {
  const reported = reportedBy(tree, requirement.context, 'pullRequest');
  if (reported.state !== 'yes') return undefined;
  const green = reported.by.find(({ skip }) => skip?.reports === true);
  if (green?.skip === undefined) return undefined;
  if (!reported.by.every((one) => isProposed(one) && one.skip !== undefined)) return undefined;
  const decider = decidingJob(tree, green.skip);
  if (decider === undefined || asksResultsOnly(decider)) return undefined;
  const jobs = new Set(reported.by.map((check) => `${check.workflow} ${pathOf(check)}`));
  if (jobs.size > 1) {
    return question(
      requirement,
      `${jobs.size} jobs report it, each under a condition: one of them may always run`,
      'Report it from one job that always runs.',
    );
  }
  if (asksSettingsOnly(decider)) {
    return question(
      requirement,
      `the \`if\` of ${green.skip.job} reads settings or inputs; where it is false, the check is skipped and green`,
      'Look at the variables of the repository, or let the job always run.',
    );
  }
  return violation(tree, requirement, green, green.skip);
}

function violation(
  tree: Tree,
  requirement: Requirement,
  check: ReportedCheck,
  skip: Skip,
): Violation {
  const { context } = requirement;
  const path = pathOf(check);
  const whose = skip.job === path ? 'its `if`' : `the \`if\` of ${skip.job}, which it needs,`;
  const how = skip.always ? 'leaves the job out of every usual run' : 'can leave the job out';
  return {
    subject: context,
    severity: 'medium',
    confidence: 'high',
    title: `required check ${quoted(context)} is green ${skip.always ? 'without ever running' : 'when its job is skipped'}`,
    claim: claimEvidence(requirement),
    reality: evidenceAt(
      `${whose} ${how}, and a skipped check counts as success`,
      decidingJob(tree, skip)?.condition,
    ),
    why: 'The check is required so that its job runs; a pull request that makes the condition false is merged without it.',
    fix: `Let ${skip.job} always run and put the condition on its steps, or name ${quoted(context)} under \`allowSkip\` in .phase-mirror.yml.`,
  };
}
