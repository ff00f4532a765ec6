import type { Job, NamedText, Step, Tree, Workflow } from '../../facts/index.js';
import { valueOf } from '../../facts/index.js';
import type { RuleMeta } from '../rule.js';
import { evidenceAt, judgeEach, treeRule, type TreeResult, type Violation } from '../violation.js';

const workflow = (
  condition: string,
  step: string,
  event = 'pull_request_target',
): Readonly<Record<string, string>> => ({
  '.github/workflows/merge.yml': [
    'name: Merge',
    `on: ${event}`,
    'jobs:',
    '  merge:',
    '    runs-on: ubuntu-24.04',
    `    if: ${condition}`,
    '    steps:',
    `      - run: ${step}`,
    '',
  ].join('\n'),
});
const ACTOR = "github.actor == 'dependabot[bot]'";
const AUTHOR = "github.event.pull_request.user.login == 'dependabot[bot]'";

const meta: RuleMeta = {
  id: 'MD-002.4',
  title: 'Confused deputy',
  rationale:
    '`github.actor` is who caused the last event, not who wrote the change. Whoever makes a bot touch a foreign pull request, by a rebase command or a reopened branch, gets what is reserved for the bot.',
  remedy:
    'Compare `github.event.pull_request.user.login`, the author, who stays the same for the life of the pull request.',
  docs: 'docs/rules/MD-002.md#md-0024-confused-deputy',
  examples: [
    {
      title: 'a merge reserved for whoever caused the last event',
      answer: 'violation',
      base: workflow(ACTOR, 'gh pr merge --auto --squash "$PR"'),
    },
    {
      title: 'an approval, with the sides of the comparison turned round',
      answer: 'violation',
      base: workflow("${{ 'dependabot[bot]' == github.actor }}", 'gh pr review --approve "$PR"'),
    },
    {
      title: 'a push, among other conditions',
      answer: 'violation',
      base: workflow(`always() && ${ACTOR}`, 'git push origin HEAD'),
    },
    {
      title: 'the author of the pull request',
      answer: 'pass',
      base: workflow(AUTHOR, 'gh pr merge --auto --squash "$PR"'),
    },
    {
      title: 'the author as well as the actor',
      answer: 'pass',
      base: workflow(`${AUTHOR} && ${ACTOR}`, 'gh pr merge --auto --squash "$PR"'),
    },
    {
      title: 'a job that is left out for a bot: nothing is reserved for it',
      answer: 'pass',
      base: workflow("github.actor != 'dependabot[bot]'", 'git push origin HEAD'),
    },
    {
      title: 'a push: who pushed is who acts',
      answer: 'pass',
      base: workflow(ACTOR, 'git push origin HEAD', 'push'),
    },
    {
      title: 'the actor where nothing but tests run',
      answer: 'pass',
      base: workflow(ACTOR, 'npm test'),
    },
  ],
};

/** Merges, approvals, pushes and secrets that are reserved for a bot by the name of the actor. */
export const confusedDeputy = treeRule(meta, judge);

const ACTOR_IS_BOT =
  /\bgithub\.(?:triggering_)?actor\s*==\s*'[^']*\[bot\]'|'[^']*\[bot\]'\s*==\s*github\.(?:triggering_)?actor\b/i;
/** Events that somebody else can cause on a pull request; a push has only one who pushed. */
const FOREIGN: ReadonlySet<string> = new Set([
  ...['pull_request', 'pull_request_target', 'pull_request_review', 'pull_request_review_comment'],
  ...['issue_comment', 'workflow_run', 'check_run', 'check_suite', 'status'],
]);

/** The author is asked as well: then the actor only narrows it. */
const AUTHOR_TOO = /\bgithub\.event\.pull_request\.user\.(?:login|id)\s*==/i;

/** What a bot must not be made to do for somebody else. */
const DEEDS: readonly (readonly [RegExp, string])[] = [
  [/\bgh\s+pr\s+merge\b|\/pulls\/[^\s/]+\/merge\b/, 'merges'],
  [/\bgh\s+pr\s+review\b[^\n]*(?:--approve\b|\s-a\b)/, 'approves'],
  [/\bgit\s+push\b/, 'pushes'],
];
const SECRET = /\bsecrets\.(?!GITHUB_TOKEN\b)\w+/i;

interface Guarded {
  readonly workflow: Workflow;
  readonly job: Job;
  readonly condition: string;
  /** Where the condition stands, or the step that has it. */
  readonly at: Step['at'];
  readonly steps: readonly Step[];
  /** Texts that the whole job has. */
  readonly texts: readonly NamedText[];
}

function judge(tree: Tree): TreeResult {
  const guarded = (valueOf(tree.workflows) ?? [])
    .filter(({ triggers }) => triggers.some(({ event }) => FOREIGN.has(event)))
    .flatMap((one) => one.jobs.flatMap((job) => guardedIn(one, job)));
  const { violations, ...rest } = judgeEach(meta.id, guarded, judgeOne);
  // Several steps of one job are one finding: they are mended together.
  const first = new Map([...violations].reverse().map((one) => [one.subject, one]));
  return { ...rest, violations: violations.filter((one) => first.get(one.subject) === one) };
}

/** Jobs and steps under a condition that trusts the actor. */
function guardedIn(workflow: Workflow, job: Job): readonly Guarded[] {
  const steps = job.steps ?? [];
  const texts = [...(job.env ?? []), ...(job.with ?? [])];
  const { condition } = job;
  if (condition !== undefined && trustsActor(condition.text)) {
    const { place, quote, text } = condition;
    return [{ workflow, job, condition: text, at: { place, quote }, steps, texts }];
  }
  return steps
    .filter((step) => trustsActor(step.condition ?? ''))
    .map((step) => ({
      workflow,
      job,
      condition: step.condition ?? '',
      at: step.at,
      steps: [step],
      texts: [],
    }));
}

const trustsActor = (condition: string): boolean =>
  ACTOR_IS_BOT.test(condition) && !AUTHOR_TOO.test(condition);

function judgeOne({ workflow, job, condition, at, steps, texts }: Guarded): Violation | undefined {
  const found = deedOf(steps, texts);
  if (found === undefined) return undefined;
  const bot = /'([^']*\[bot\])'/.exec(condition)?.[1] ?? 'a bot';
  return {
    subject: `${workflow.path} ${job.id}`,
    severity: 'high',
    confidence: 'high',
    title: `the job ${job.id} ${found.deed} for whoever acts as ${bot}`,
    claim: evidenceAt(`${workflow.path} reserves it for ${bot}, by github.actor`, at),
    reality: evidenceAt(
      `the job ${found.deed}; github.actor is who caused the last event, whoever wrote the change`,
      found.at,
    ),
    why: 'Somebody who makes the bot act on a foreign pull request gets it merged, approved or run with secrets.',
    fix: `Compare the author: \`github.event.pull_request.user.login == '${bot}'\`.`,
  };
}

function deedOf(
  steps: readonly Step[],
  texts: readonly NamedText[],
): { readonly deed: string; readonly at: Step['at'] | undefined } | undefined {
  for (const step of steps) {
    const deed = DEEDS.find(([form]) => form.test(step.run ?? ''))?.[1];
    if (deed !== undefined) return { deed, at: step.at };
    const given = [...(step.env ?? []), ...(step.with ?? [])];
    if (given.some(({ text }) => SECRET.test(text)) || SECRET.test(step.run ?? '')) {
      return { deed: 'uses secrets', at: step.at };
    }
  }
  if (texts.some(({ text }) => SECRET.test(text))) return { deed: 'uses secrets', at: undefined };
  return undefined;
}
