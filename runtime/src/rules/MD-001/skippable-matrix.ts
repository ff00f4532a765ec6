import type { ReportedCheck, Skip, Tree } from '../../facts/index.js';
import { asksSettingsOnly, decidingJob } from '../conditions.js';
import { job, rulesetFile, workflowFile } from '../example-files.js';
import { judgeCauses, type Group } from '../judge-required.js';
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
import { listed } from './explain.js';

const MATRIX = ['strategy:', '  matrix:', '    node: [20, 22]'] as const;
const both = rulesetFile({ contexts: ['test (20)', 'test (22)'] });
const ci = (...jobs: readonly (readonly string[])[]): Readonly<Record<string, string>> =>
  workflowFile(['pull_request'], jobs.flat());
const NOT_A_DRAFT = 'if: github.event.pull_request.draft == false';

const meta: RuleMeta = {
  id: 'MD-001.2',
  title: 'Skippable matrix',
  rationale:
    'A job that is skipped is not expanded: it reports its template or its bare id, and what a skipped caller would call reports nothing. The expanded name that is required never comes, so the pull request waits for ever.',
  remedy:
    'Require one job instead that needs the matrix, runs with `if: always()` and reads `needs.*.result`.',
  docs: 'docs/rules/MD-001.md#md-0012-skippable-matrix',
  examples: [
    {
      title: 'a matrix that drafts skip',
      answer: 'violation',
      base: { ...ci(job('test', NOT_A_DRAFT, ...MATRIX)), ...both },
    },
    {
      title: 'a matrix behind a job that may be skipped',
      answer: 'violation',
      base: {
        ...ci(job('changes', NOT_A_DRAFT), job('test', 'needs: changes', ...MATRIX)),
        ...both,
      },
    },
    {
      title: 'a condition that asks only whether it was cancelled',
      answer: 'pass',
      base: {
        ...ci(job('lint'), job('test', 'needs: lint', 'if: "!cancelled()"', ...MATRIX)),
        ...both,
      },
    },
    {
      title: 'a matrix that needs a job which always runs: when that fails, nothing may be merged',
      answer: 'pass',
      base: { ...ci(job('lint'), job('test', 'needs: lint', ...MATRIX)), ...both },
    },
    {
      title: 'a condition that holds in this repository and keeps forks of it out',
      answer: 'pass',
      base: { ...ci(job('test', "if: github.repository == 'acme/app'", ...MATRIX)), ...both },
    },
    {
      title: 'a matrix that a variable of the repository turns on',
      answer: 'unknown',
      base: { ...ci(job('test', "if: vars.RUN == 'true'", ...MATRIX)), ...both },
    },
  ],
};

/** A required name that a matrix, or a called workflow, does not report when its job is left out. */
export const skippableMatrix: Rule = treeRule(meta, judge);

interface Silent {
  readonly requirement: Requirement;
  readonly check: ReportedCheck;
  readonly skip: Skip;
}

function judge(tree: Tree): TreeResult {
  return judgeCauses(
    meta.id,
    tree,
    (requirement) => silentIn(tree, requirement),
    ({ check }) => pathOf(check),
    (path, group) => judgeGroup(tree, path, group),
  );
}

function silentIn(tree: Tree, requirement: Requirement): Silent | undefined {
  const reported = reportedBy(tree, requirement.context, 'pullRequest');
  if (reported.state !== 'yes') return undefined;
  const silent = reported.by.every((one) => isProposed(one) && one.skip?.reports === false);
  if (!silent) return undefined;
  const [check] = reported.by;
  return check?.skip === undefined ? undefined : { requirement, check, skip: check.skip };
}

function judgeGroup(tree: Tree, path: string, group: Group<Silent>): Violation | Question {
  const [{ requirement, skip }] = group;
  const decider = decidingJob(tree, skip);
  const names = listed(group.map((silent) => silent.requirement.context));
  if (decider !== undefined && asksSettingsOnly(decider)) {
    return question(
      requirement,
      `the \`if\` of ${skip.job} reads settings or inputs; where it is false, ${names} is never reported`,
      'Look at the variables of the repository, or let the job always run.',
    );
  }
  const condition = decider?.condition;
  const whose = skip.job === path ? 'its `if`' : `the \`if\` of ${skip.job}`;
  return {
    subject: path,
    severity: 'high',
    confidence: 'high',
    title: `required check ${names} is not reported when ${path} is skipped`,
    claim: claimEvidence(requirement),
    reality: evidenceAt(
      `${whose} can leave the job out, and then ${names} never appears`,
      condition,
    ),
    why: 'GitHub waits for the expanded name, which a skipped job does not report: the pull request cannot be merged without a bypass.',
    fix: `Require one job that needs ${path}, runs with \`if: always()\` and reads \`needs.*.result\`; or drop ${quoted(condition?.text ?? 'the condition')}.`,
  };
}
