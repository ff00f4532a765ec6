import {
  gapsOf,
  isAbout,
  truthFor,
  valueOf,
  type BranchClaim,
  type Facts,
  type Job,
  type Tree,
  type Workflow,
} from '../../facts/index.js';
import { job, rulesetFile, workflowFile } from '../example-files.js';
import { quoted } from '../reported.js';
import {
  activeClaims,
  branchTitle,
  claimTitle,
  queueClaim,
  queueEvidence,
} from '../required-checks.js';
import type { Rule, RuleMeta } from '../rule.js';
import {
  evidenceAt,
  judgeEach,
  NOTHING_JUDGED,
  treeRule,
  type Question,
  type TreeResult,
  type Violation,
} from '../violation.js';

const ci = workflowFile(['pull_request', 'merge_group'], job('test'));
const claimed = rulesetFile({
  contexts: ['test'],
  queue: true,
  approvals: 1,
  forcePushes: 'blocked',
});
const deploy = (
  branches: string,
  ...extra: readonly string[]
): Readonly<Record<string, string>> => ({
  '.github/workflows/deploy.yml': [
    `on: {push: {branches: [${branches}]}}`,
    'jobs:',
    ...job('deploy', 'environment: production', ...extra).map((line) => `  ${line}`),
    '',
  ].join('\n'),
});

const meta: RuleMeta = {
  id: 'MD-102.8',
  title: 'Side door beside the queue',
  rationale:
    'A queue only tests what goes through it. Without a rule for pull requests nobody has to look at an entry; a force push, or another branch that deploys to the same place, goes round it altogether.',
  remedy:
    'Add the rules `pull_request` and `non_fast_forward` beside the queue, and deploy from the branch of the queue only.',
  docs: 'docs/rules/MD-102.md#md-1028-side-door-beside-the-queue',
  examples: [
    {
      title: 'a queue without a rule for pull requests',
      answer: 'violation',
      base: { ...ci, ...rulesetFile({ contexts: ['test'], queue: true }) },
    },
    {
      title: 'another branch that deploys to the same environment',
      answer: 'violation',
      base: { ...ci, ...claimed, ...deploy('main, hotfix') },
    },
    {
      title: 'a queue with a rule for pull requests',
      answer: 'pass',
      base: { ...ci, ...claimed },
    },
    {
      title: 'a rule for pull requests in a claim beside it',
      answer: 'pass',
      base: {
        ...ci,
        ...rulesetFile({ contexts: ['test'], queue: true }),
        '.github/branch-protection.json':
          '{"required_pull_request_reviews": {"required_approving_review_count": 1}, "allow_force_pushes": false}\n',
      },
    },
    {
      title: 'another branch that starts the workflow and may not deploy',
      answer: 'pass',
      base: {
        ...ci,
        ...claimed,
        ...deploy('main, hotfix', "if: github.ref == 'refs/heads/main'"),
      },
    },
    {
      title: 'a queue and a second claim that cannot be read',
      answer: 'unknown',
      base: {
        ...ci,
        ...rulesetFile({ contexts: ['test'], queue: true }),
        '.github/rulesets/review.json': '{',
      },
    },
  ],
};

/** Ways to the branch, or to what it deploys, that the queue does not guard. */
export const sideDoor: Rule = treeRule(meta, judge);

type Door = (tree: Tree, queue: BranchClaim, facts: Facts) => Violation | Question | undefined;

function judge(tree: Tree, facts: Facts): TreeResult {
  const queue = queueClaim(tree);
  if (queue === undefined) return NOTHING_JUDGED;
  const doors: readonly Door[] = [noReview, forcePush, otherBranch];
  return judgeEach(meta.id, doors, (door) => door(tree, queue, facts));
}

const noReview: Door = (tree, queue) => {
  if (activeClaims(tree).some(({ pullRequest }) => pullRequest !== undefined)) return undefined;
  const subject = 'pull_request';
  const [gap] = gapsOf(tree.claims);
  if (gap !== undefined) {
    return {
      subject,
      reason: `no claim that could be read has a rule for pull requests, and one is not clear: ${gap.reason}`,
      remedy: 'Correct the claim named.',
      place: queue.at.place,
    };
  }
  return {
    subject,
    severity: 'high',
    // What is not committed may still be in force.
    confidence: 'medium',
    title: 'the merge queue takes what nobody has reviewed',
    claim: queueEvidence(queue),
    reality: evidenceAt('no claim in force for the branch has a rule `pull_request`', queue.at),
    why: 'Whoever can write can queue a change of his own that no other person has seen.',
    fix: `Add a rule \`pull_request\` with \`required_approving_review_count\` to ${queue.path}.`,
  };
};

const forcePush: Door = (tree, queue) => {
  const claims = activeClaims(tree);
  if (claims.some(({ forcePushes }) => forcePushes?.value === false)) return undefined;
  const open = claims.find(({ forcePushes }) => forcePushes?.value === true);
  if (open?.forcePushes === undefined) return undefined;
  return {
    subject: 'force pushes',
    severity: 'high',
    confidence: 'high',
    title: 'the branch of the merge queue may be force-pushed',
    claim: queueEvidence(queue),
    reality: evidenceAt(`${claimTitle(open)} allows force pushes`, open.forcePushes),
    why: 'A force push replaces what the queue has tested by commits that it has not.',
    fix: `Forbid force pushes in ${open.path}, or add a rule \`non_fast_forward\` to ${queue.path}.`,
  };
};

const otherBranch: Door = (tree, queue, facts) => {
  const branch = valueOf(facts.change.branch)?.name;
  if (branch === undefined) return undefined;
  const guarded = environmentsOf(tree, branch);
  for (const workflow of valueOf(tree.workflows) ?? []) {
    for (const other of pushedBranches(workflow)) {
      if (other === branch || isGuarded(tree, other, branch)) continue;
      const found = workflow.jobs.find(
        (one) => guarded.has(one.environment?.text ?? '') && mayRun(workflow, one, other),
      );
      if (found?.environment === undefined) continue;
      const { environment } = found;
      return {
        subject: `${other} deploys to ${environment.text}`,
        severity: 'high',
        confidence: 'medium',
        title: `branch ${quoted(other)} deploys where the branch of the merge queue does`,
        claim: queueEvidence(queue, `queues merges into ${branchTitle(branch)}`),
        reality: evidenceAt(
          `a push to ${other} starts the job ${found.id} of ${workflow.path}, which deploys to ${environment.text}`,
          environment,
        ),
        why: 'What is pushed there is deployed without having been in the queue.',
        fix: `Deploy to ${environment.text} from ${branchTitle(branch)} only, or guard ${other} with a ruleset of its own and bind the environment to its branches.`,
      };
    }
  }
  return undefined;
};

/** Branches that a push filter names in full. */
function pushedBranches({ triggers }: Workflow): readonly string[] {
  const named = triggers.find(({ event }) => event === 'push')?.branches ?? [];
  return named.filter((pattern) => !/[*?+[\]!\\]/.test(pattern));
}

/** Environments that the branch of the queue deploys to. */
function environmentsOf(tree: Tree, branch: string): ReadonlySet<string> {
  return new Set(
    (valueOf(tree.workflows) ?? [])
      .filter((workflow) => pushedBranches(workflow).includes(branch))
      .flatMap((workflow) => workflow.jobs.filter((one) => mayRun(workflow, one, branch)))
      .flatMap(({ environment }) => environment?.text ?? [])
      .filter((name) => !name.includes('${{')),
  );
}

function mayRun({ name }: Workflow, { condition }: Job, branch: string): boolean {
  if (condition === undefined) return true;
  const run = { event: 'push', branch, workflow: name, ref: `refs/heads/${branch}` };
  return truthFor(condition.text, run) === true;
}

/** Whether some claim asks for a pull request there, or may. */
function isGuarded(tree: Tree, other: string, branch: string): boolean {
  const claims = (valueOf(tree.claims) ?? []).filter(({ enforcement }) => enforcement === 'active');
  const isDefault = claims.some(
    ({ about, target }) => about === 'yes' && target.include.includes('~DEFAULT_BRANCH'),
  );
  const branches = isDefault ? { defaultBranch: branch } : {};
  return claims.some(
    ({ pullRequest, target }) =>
      pullRequest !== undefined && isAbout(target, other, branches) !== false,
  );
}
