import type { Facts, Job, ReportedCheck, Tree } from '../../facts/index.js';
import { proposedWorkflow, rulesetFile } from '../example-files.js';
import { judgeRequired } from '../judge-required.js';
import { jobOfCheck } from '../needs.js';
import { fileThatStartsNone, isPathFiltered, pullRequestTriggers } from '../path-filters.js';
import { policyOf } from '../policy-in-force.js';
import { pathOf, quoted, reportedBy } from '../reported.js';
import { claimEvidence, type Requirement } from '../required-checks.js';
import type { Rule, RuleMeta } from '../rule.js';
import { runsNothing } from '../steps.js';
import { evidenceAt, treeRule, type TreeResult, type Violation } from '../violation.js';

const claim = rulesetFile({ contexts: ['test'] });
const workflow = proposedWorkflow;

const meta: RuleMeta = {
  id: 'MD-001.7',
  title: 'Duplicate emitters',
  rationale:
    'Two jobs report one required name and one of them does nothing: which of the two a reader, or GitHub, looks at last is chance.',
  remedy:
    'Give the jobs names of their own and require the one that works. GitHub documents an idle twin for opposite `paths` only.',
  docs: 'docs/rules/MD-001.md#md-0017-duplicate-emitters',
  examples: [
    {
      title: 'an idle job beside the real one',
      answer: 'violation',
      base: { ...workflow('ci.yml', 'npm test'), ...workflow('fast.yml', 'echo ok'), ...claim },
    },
    {
      title: 'an idle twin for the opposite paths, as GitHub documents it: told, and no more',
      answer: 'violation',
      base: {
        ...workflow('ci.yml', 'npm test', 'paths: [src/**]'),
        ...workflow('no-ci.yml', "echo 'nothing to test'", 'paths-ignore: [src/**]'),
        ...claim,
      },
    },
    {
      title: 'two jobs of one name which both work',
      answer: 'pass',
      base: { ...workflow('ci.yml', 'npm test'), ...workflow('old.yml', 'make test'), ...claim },
    },
    {
      title: 'an idle job of another name',
      answer: 'pass',
      base: {
        ...workflow('ci.yml', 'npm test'),
        '.github/workflows/hello.yml':
          'on: pull_request\njobs:\n  hello:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo hello\n',
        ...claim,
      },
    },
    {
      title: 'an idle job of the merge queue',
      answer: 'pass',
      base: {
        ...workflow('ci.yml', 'npm test'),
        '.github/workflows/queue.yml':
          'on: merge_group\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo ok\n',
        ...claim,
      },
    },
  ],
};

/** Two jobs that report one required name, one of which runs nothing. */
export const duplicateEmitters: Rule = treeRule(meta, judge);

function judge(tree: Tree, facts: Facts): TreeResult {
  const { queueStubs } = policyOf(facts);
  return judgeRequired(meta.id, tree, (requirement) => judgeOne(tree, requirement), queueStubs);
}

function judgeOne(tree: Tree, requirement: Requirement): Violation | undefined {
  const { context } = requirement;
  const reported = reportedBy(tree, context, 'pullRequest');
  if (reported.state !== 'yes') return undefined;
  const emitters = new Map<string, { readonly check: ReportedCheck; readonly job: Job }>();
  for (const check of reported.by) {
    const found = jobOfCheck(tree, check);
    if (found === undefined) return undefined;
    emitters.set(`${check.workflow} ${pathOf(check)}`, { check, job: found.job });
  }
  const all = [...emitters.values()];
  const idle = all.find((one) => runsNothing(tree, one.job));
  const real = all.find((one) => !runsNothing(tree, one.job));
  if (idle === undefined || real === undefined) return undefined;
  const documented = isShadow(tree, reported.by);
  return {
    subject: context,
    severity: documented ? 'info' : 'medium',
    confidence: 'high',
    title: `required check ${quoted(context)} is reported by ${all.length} jobs, one of which does nothing`,
    claim: claimEvidence(requirement),
    reality: evidenceAt(
      `${real.check.workflow} and ${idle.check.workflow} both report it, and the job ${idle.job.id} of the latter runs no real step`,
      idle.job.at,
    ),
    why: documented
      ? 'GitHub documents such a twin for paths that need no test; it must stay the exact opposite of the other filter.'
      : 'The idle job is green whatever the other finds, and both stand under one name.',
    fix: documented
      ? 'Keep the two filters opposite, or decide in one workflow what to run.'
      : `Remove the job ${idle.job.id} of ${idle.check.workflow}, or give it another name.`,
  };
}

/** Never both at once, or never known to be: opposite path filters, or a condition on one of them. */
function isShadow(tree: Tree, checks: readonly ReportedCheck[]): boolean {
  if (checks.some(({ skip }) => skip !== undefined)) return true;
  const triggers = checks.flatMap((check) => pullRequestTriggers(tree, check));
  return triggers.every(isPathFiltered) && fileThatStartsNone(triggers) === undefined;
}
