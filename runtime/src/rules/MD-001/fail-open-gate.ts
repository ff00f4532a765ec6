import type { Job, ReportedCheck, Tree } from '../../facts/index.js';
import { asksStatus, readsResults } from '../conditions.js';
import { job, rulesetFile, workflowFile } from '../example-files.js';
import { judgeRequired } from '../judge-required.js';
import { holdsBack, jobOfCheck, needsOf } from '../needs.js';
import { isGreenWhenSkipped, quoted, reportedBy } from '../reported.js';
import { claimEvidence, type Requirement } from '../required-checks.js';
import type { Rule, RuleMeta } from '../rule.js';
import { evidenceAt, treeRule, type TreeResult, type Violation } from '../violation.js';
import { listed } from './explain.js';

const claim = rulesetFile({ contexts: ['gate'] });
const gate = (...lines: readonly string[]): readonly string[] => [
  'gate:',
  '  runs-on: ubuntu-24.04',
  ...lines.map((line) => `  ${line}`),
];
const ci = (...jobs: readonly (readonly string[])[]): Readonly<Record<string, string>> =>
  workflowFile(['pull_request'], jobs.flat());
const ECHO = ['steps:', '  - run: echo done'] as const;

const meta: RuleMeta = {
  id: 'MD-001.4',
  title: 'Fail-open gate',
  rationale:
    'When a job that it needs fails, a job is skipped, and a skipped check counts as success: the gate opens exactly when it should be shut.',
  remedy:
    'Give the gate `if: always()` and let a step fail unless every `needs.*.result` is a success; or require the jobs that it needs.',
  docs: 'docs/rules/MD-001.md#md-0014-fail-open-gate',
  examples: [
    {
      title: 'a gate that is skipped when what it needs fails',
      answer: 'violation',
      base: { ...ci(job('test'), gate('needs: test', ...ECHO)), ...claim },
    },
    {
      title: 'a gate that always runs and never looks',
      answer: 'violation',
      base: { ...ci(job('test'), gate('needs: test', 'if: always()', ...ECHO)), ...claim },
    },
    {
      title: 'a gate that reads the results',
      answer: 'pass',
      base: {
        ...ci(
          job('test'),
          gate(
            'needs: test',
            'if: always()',
            'steps:',
            "  - run: test '${{ needs.test.result }}' = success",
          ),
        ),
        ...claim,
      },
    },
    {
      title: 'a gate action that is given every result',
      answer: 'pass',
      base: {
        ...ci(
          job('test'),
          gate(
            'needs: [test]',
            'if: ${{ !cancelled() }}',
            'steps:',
            '  - uses: re-actors/alls-green@05ac9388f0aebcb5727afa17fcccfecd6f8ec5fe # v1.2.2',
            '    with:',
            '      allowed-skips: test',
            '      jobs: ${{ toJSON(needs) }}',
          ),
        ),
        ...claim,
      },
    },
    {
      title: 'a job whose every need is required itself',
      answer: 'pass',
      base: {
        ...ci(job('test'), gate('needs: test', ...ECHO)),
        ...rulesetFile({ contexts: ['gate', 'test'] }),
      },
    },
    {
      title: 'a gate that runs only to fail',
      answer: 'pass',
      base: {
        ...ci(job('test'), gate('needs: test', 'if: failure()', 'steps:', '  - run: exit 1')),
        ...claim,
      },
    },
    {
      title: 'a required matrix, whose names are not reported when it is skipped',
      answer: 'pass',
      base: {
        ...ci(job('lint'), job('test', 'needs: lint', 'strategy:', '  matrix:', '    node: [22]')),
        ...rulesetFile({ contexts: ['test (22)'] }),
      },
    },
  ],
};

/** A required job that is green when the jobs before it fail. */
export const failOpenGate: Rule = treeRule(meta, judge);

function judge(tree: Tree): TreeResult {
  return judgeRequired(meta.id, tree, (requirement) => judgeOne(tree, requirement));
}

interface Open {
  readonly job: Job;
  /** Jobs whose failure nothing else holds against the pull request. */
  readonly unheld: readonly Job[];
}

function judgeOne(tree: Tree, requirement: Requirement): Violation | undefined {
  const reported = reportedBy(tree, requirement.context, 'pullRequest');
  if (reported.state !== 'yes') return undefined;
  const opened = reported.by.map((check) => openedBy(tree, check));
  const [first] = opened;
  // Another job that reports the same name may be sound: then it holds the pull request back.
  if (first === undefined || opened.includes(undefined)) return undefined;
  return violation(requirement, first);
}

function openedBy(tree: Tree, check: ReportedCheck): Open | undefined {
  const found = jobOfCheck(tree, check);
  if (found === undefined || found.job.needs.length === 0) return undefined;
  const { job: gateJob, file } = found;
  if (asksStatus(gateJob) ? readsResults(gateJob) : !isGreenWhenSkipped(tree, check)) {
    return undefined;
  }
  const unheld = needsOf(tree, file, gateJob).filter(
    (need) => need.continueOnError?.text !== 'true' && !holdsBack(tree, check, need),
  );
  return unheld.length === 0 ? undefined : { job: gateJob, unheld };
}

function violation(requirement: Requirement, { job: gateJob, unheld }: Open): Violation {
  const { context } = requirement;
  const runs = asksStatus(gateJob);
  const needs = listed(unheld.map(({ id }) => id).reverse());
  const says = runs
    ? `the job ${gateJob.id} runs whatever happens and never reads \`needs.*.result\`, so it is green when ${needs} fails`
    : `the job ${gateJob.id} is skipped when ${needs} fails, and a skipped check counts as success`;
  return {
    subject: context,
    severity: 'high',
    // A job that always runs may judge the others by what they left behind.
    confidence: runs ? 'medium' : 'high',
    title: `required check ${quoted(context)} is green when the jobs before it fail`,
    claim: claimEvidence(requirement),
    reality: evidenceAt(says, runs ? (gateJob.condition ?? gateJob.at) : gateJob.at),
    why: 'The pull request can be merged although a job that the check stands for has failed.',
    fix: `${runs ? '' : 'Give it `if: always()` and '}${runs ? 'Add' : 'add'} a step that fails unless every \`needs.*.result\` is a success, or require ${needs} as well.`,
  };
}
