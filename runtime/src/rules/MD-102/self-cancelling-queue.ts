import {
  textFor,
  truthFor,
  valueOf,
  type BranchClaim,
  type Concurrency,
  type Facts,
  type ReportedCheck,
  type Tree,
} from '../../facts/index.js';
import { job, rulesetFile, workflowFile } from '../example-files.js';
import { queuedChecks } from '../queue.js';
import { jobAt, quoted, workflowAt } from '../reported.js';
import { queueClaim, queueEvidence } from '../required-checks.js';
import type { Rule, RuleMeta } from '../rule.js';
import {
  evidenceAt,
  judgeEach,
  NOTHING_JUDGED,
  treeRule,
  type TreeResult,
  type Violation,
} from '../violation.js';

const queue = rulesetFile({ contexts: ['test'], queue: true });
const ci = (group: string, cancel = 'true'): Readonly<Record<string, string>> => {
  const [[path, text] = ['', '']] = Object.entries(
    workflowFile(['pull_request', 'merge_group'], job('test')),
  );
  const block = `concurrency:\n  group: ${group}\n  cancel-in-progress: ${cancel}\n`;
  return { [path]: text.replace('jobs:\n', `${block}jobs:\n`) };
};

const meta: RuleMeta = {
  id: 'MD-102.5',
  title: 'Self-cancelling queue',
  rationale:
    'In the queue `github.head_ref` is empty and there is no pull request, so a concurrency group made of them is the same for every entry: each new entry cancels the run of the one before it.',
  remedy:
    'Put `github.ref` or `github.run_id` into the group: every entry of the queue has a ref of its own.',
  docs: 'docs/rules/MD-102.md#md-1025-self-cancelling-queue',
  examples: [
    {
      title: 'a group made of the head ref',
      answer: 'violation',
      base: { ...ci('ci-${{ github.head_ref }}'), ...queue },
    },
    {
      title: 'a group made of the number of the pull request',
      answer: 'violation',
      base: { ...ci('${{ github.workflow }}-${{ github.event.pull_request.number }}'), ...queue },
    },
    {
      title: 'a group that falls back to the ref',
      answer: 'pass',
      base: { ...ci('ci-${{ github.head_ref || github.ref }}'), ...queue },
    },
    {
      title: 'a group that cancels on pull requests only',
      answer: 'pass',
      base: { ...ci('ci', "${{ github.event_name == 'pull_request' }}"), ...queue },
    },
    {
      title: 'a constant group without a queue',
      answer: 'pass',
      base: { ...ci('ci'), ...rulesetFile({ contexts: ['test'] }) },
    },
  ],
};

/** A required workflow whose runs for the queue cancel each other. */
export const selfCancellingQueue: Rule = treeRule(meta, judge);

/** A concurrency block that a check of the queue runs under. */
interface Block {
  /** File, and the job where the block is a job's. */
  readonly subject: string;
  readonly workflow: string;
  readonly concurrency: Concurrency;
  readonly called: boolean;
}

function judge(tree: Tree, facts: Facts): TreeResult {
  const claim = queueClaim(tree);
  const branch = valueOf(facts.change.branch)?.name;
  if (claim === undefined || branch === undefined) return NOTHING_JUDGED;
  const blocks = new Map<string, Block>();
  for (const check of queuedChecks(tree)) {
    for (const block of blocksOf(tree, check)) blocks.set(block.subject, block);
  }
  return judgeEach(meta.id, [...blocks.values()], (block) => judgeOne(claim, branch, block));
}

function blocksOf(tree: Tree, check: ReportedCheck): readonly Block[] {
  const entry = workflowAt(tree, check.workflow);
  const workflow = entry?.name ?? check.workflow;
  return check.segments.flatMap((segment, level) => {
    const called = level > 0;
    const own = workflowAt(tree, segment.file)?.concurrency;
    const jobs = jobAt(tree, segment)?.concurrency;
    const common = { workflow, called };
    return [
      ...(own === undefined ? [] : [{ ...common, subject: segment.file, concurrency: own }]),
      ...(jobs === undefined
        ? []
        : [{ ...common, subject: `${segment.file} ${segment.job}`, concurrency: jobs }]),
    ];
  });
}

function judgeOne(claim: BranchClaim, branch: string, block: Block): Violation | undefined {
  const { subject, workflow, concurrency, called } = block;
  const run = { event: 'merge_group', branch, workflow, called };
  const group = textFor(concurrency.group, run);
  const cancels = truthFor(concurrency.cancelInProgress ?? 'false', run);
  if (group === undefined || cancels !== true) return undefined;
  const proposed = textFor(concurrency.group, { ...run, event: 'pull_request' });
  // A queue that builds one entry at a time has no second run, unless pull requests share the group.
  if (claim.mergeQueue?.maxEntriesToBuild?.value === 1 && proposed !== group) return undefined;
  return {
    subject,
    severity: 'high',
    confidence: 'high',
    title: `runs of ${subject} cancel each other in the merge queue`,
    claim: queueEvidence(claim, 'tests several entries of the queue side by side'),
    reality: evidenceAt(
      `in the queue the concurrency group is ${quoted(group)} for every entry, and \`cancel-in-progress\` is on`,
      concurrency,
    ),
    why: 'A cancelled run is no success: the entry is thrown out of the queue because another one came after it.',
    fix: 'Make the group differ for each entry: `github.head_ref || github.ref`, or switch `cancel-in-progress` off on `merge_group`.',
  };
}
