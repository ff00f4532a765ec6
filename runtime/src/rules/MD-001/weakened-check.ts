import type { Facts, Job, Quoted, ReportedCheck, Step, Tree } from '../../facts/index.js';
import type { RuleResult } from '../finding.js';
import { job, rulesetFile, workflowFile } from '../example-files.js';
import { holdsBack, jobOfCheck, needsOf } from '../needs.js';
import { quoted, reportedBy } from '../reported.js';
import {
  activeClaims,
  branchTitle,
  claimEvidence,
  requirements,
  requires,
  type Requirement,
} from '../required-checks.js';
import type { Rule, RuleMeta } from '../rule.js';
import { isReal, runsNothing } from '../steps.js';
import { claimedBefore, evidenceAt, findingOf, type Violation } from '../violation.js';

const claim = rulesetFile({ contexts: ['test'] });
const ci = (...jobs: readonly (readonly string[])[]): Readonly<Record<string, string>> =>
  workflowFile(['pull_request'], jobs.flat());
const idle = job('test').map((line) => line.replace('npm test', 'echo skipped for now'));
const lenient = [...job('test'), '      continue-on-error: true'];
const called = (...jobs: readonly string[]): string =>
  ['on: workflow_call', 'jobs:', ...jobs.map((line) => `  ${line}`), ''].join('\n');

const meta: RuleMeta = {
  id: 'MD-001.8',
  title: 'Required check weakened by this change',
  rationale:
    'The name of a required check stays while the change takes away what it stands for: the steps are gone, or their failure no longer counts.',
  remedy:
    'Keep the check as strict as it was, or change what is required in a pull request of its own.',
  docs: 'docs/rules/MD-001.md#md-0018-required-check-weakened-by-this-change',
  examples: [
    {
      title: 'a change that empties the steps',
      answer: 'violation',
      base: { ...ci(job('test')), ...claim },
      change: ci(idle),
    },
    {
      title: 'a change that lets a step fail',
      answer: 'violation',
      base: { ...ci(job('test')), ...claim },
      change: ci(lenient),
    },
    {
      title: 'a change that removes the job and its requirement',
      answer: 'violation',
      base: { ...ci(job('test'), job('lint')), ...rulesetFile({ contexts: ['test', 'lint'] }) },
      change: { ...ci(job('lint')), ...rulesetFile({ contexts: ['lint'] }) },
    },
    {
      title: 'a change that moves the job into a reusable workflow of the same resulting name',
      answer: 'pass',
      base: {
        ...ci(['ci:', '  uses: ./.github/workflows/old.yml']),
        '.github/workflows/old.yml': called(...job('test')),
        '.github/workflows/new.yml': called(...job('test')),
        ...rulesetFile({ contexts: ['ci / test'] }),
      },
      change: ci(['ci:', '  uses: ./.github/workflows/new.yml']),
    },
    {
      title: 'a change that renames the job and its requirement together',
      answer: 'pass',
      base: { ...ci(job('test')), ...claim },
      change: { ...ci(job('unit')), ...rulesetFile({ contexts: ['unit'] }) },
    },
    {
      title: 'a change that adds a step whose failure does not count',
      answer: 'pass',
      base: { ...ci(job('test')), ...claim },
      change: ci([...job('test'), '    - run: npm run coverage', '      continue-on-error: true']),
    },
  ],
};

/** A required check that the change takes something away from. */
export const weakenedCheck: Rule = { meta, judge };

function judge(facts: Facts): RuleResult {
  const before = claimedBefore(facts);
  if (before === undefined) return { findings: [], unknowns: [], judged: 0 };
  const { head } = facts;
  const old = requirements(before);
  const violations = old.flatMap((requirement) =>
    requires(head, requirement.context)
      ? (weakened(before, head, requirement) ?? [])
      : (removed(facts, before, requirement) ?? []),
  );
  return {
    findings: violations.map((violation) => findingOf(meta.id, violation, true)),
    unknowns: [],
    judged: old.length,
  };
}

interface Loss {
  readonly says: string;
  readonly at: Quoted;
  readonly fix: string;
}

function weakened(before: Tree, head: Tree, { context, app }: Requirement): Violation | undefined {
  const loss = lossOf(before, head, context);
  if (loss === undefined) return undefined;
  const now = requirements(head).find((r) => r.context === context && r.app === app);
  if (now === undefined) return undefined;
  return {
    subject: context,
    severity: 'high',
    confidence: 'high',
    title: `this change weakens the required check ${quoted(context)}`,
    claim: claimEvidence(now),
    reality: evidenceAt(loss.says, loss.at),
    why: 'The check stays green under the name that is required, and no longer shows what it was required for.',
    fix: loss.fix,
  };
}

interface Emitter {
  readonly check: ReportedCheck;
  readonly job: Job;
  readonly file: string;
}

function emittersOf(tree: Tree, context: string): readonly Emitter[] {
  const reported = reportedBy(tree, context, 'pullRequest');
  if (reported.state !== 'yes') return [];
  return reported.by.flatMap((check) => {
    const found = jobOfCheck(tree, check);
    return found === undefined ? [] : [{ check, ...found }];
  });
}

function lossOf(beforeTree: Tree, head: Tree, context: string): Loss | undefined {
  const before = emittersOf(beforeTree, context);
  const now = emittersOf(head, context);
  const [first] = now;
  if (first === undefined || before.length === 0) return undefined;
  const { id, at } = first.job;
  const worked = before.some((one) => !runsNothing(beforeTree, one.job));
  if (worked && now.every((one) => runsNothing(head, one.job))) {
    return {
      says: `the change leaves the job ${id} without a step that can fail`,
      at,
      fix: `Give the job ${id} its steps back, or drop the requirement in a pull request of its own.`,
    };
  }
  const step = excused(stepsOf(beforeTree, before), stepsOf(head, now));
  if (step !== undefined) {
    return {
      says: `the change adds \`continue-on-error\` to a step of the job ${id}`,
      at: step.at,
      fix: 'Take `continue-on-error` away again: a step that fails must fail the check.',
    };
  }
  const strict = before.flatMap(({ job: gate, file }) => strictNeeds(beforeTree, file, gate));
  return excusedNeed(new Set(strict), now, head);
}

const stepsOf = (tree: Tree, emitters: readonly Emitter[]): readonly Step[] =>
  emitters.flatMap(({ job: one }) => one.steps ?? []).filter((step) => isReal(tree, step));

const isLenient = ({ continueOnError }: Step): boolean => continueOnError === 'true';

/** A step whose failure counted before, and no longer does. */
function excused(before: readonly Step[], now: readonly Step[]): Step | undefined {
  const strict = new Set(before.filter((step) => !isLenient(step)).map(workOf));
  const still = new Set(now.filter((step) => !isLenient(step)).map(workOf));
  return now.find((s) => isLenient(s) && strict.has(workOf(s)) && !still.has(workOf(s)));
}

/** What a step does, whichever version of an action does it. */
const workOf = ({ uses, run }: Step): string =>
  `${uses?.split('@')[0] ?? ''}\0${run?.trim() ?? ''}`;

/** A job with `continue-on-error` fails its own check all the same, but a gate that needs it sees a success. */
function excusedNeed(
  strict: ReadonlySet<string>,
  now: readonly Emitter[],
  head: Tree,
): Loss | undefined {
  for (const { check, job: gate, file } of now) {
    for (const need of needsOf(head, file, gate)) {
      const { continueOnError } = need;
      if (continueOnError?.text !== 'true' || !strict.has(need.id)) continue;
      if (holdsBack(head, check, need)) continue;
      return {
        says: `the job ${gate.id} needs ${need.id}, whose failure \`continue-on-error\` hides from it`,
        at: continueOnError,
        fix: `Take \`continue-on-error\` away from the job ${need.id}, or require its own check as well.`,
      };
    }
  }
  return undefined;
}

const strictNeeds = (tree: Tree, file: string, gate: Job): readonly string[] =>
  needsOf(tree, file, gate)
    .filter(({ continueOnError }) => continueOnError?.text !== 'true')
    .map(({ id }) => id);

/** The requirement goes, and so does the job; nothing is required in its place. */
function removed(facts: Facts, before: Tree, requirement: Requirement): Violation | undefined {
  const { head, change } = facts;
  const { context } = requirement;
  if (emittersOf(before, context).length === 0) return undefined;
  if (reportedBy(head, context, 'pullRequest').state !== 'no') return undefined;
  if (requirements(head).some((now) => !requires(before, now.context))) return undefined;
  if (head.claims.state !== 'known') return undefined;
  const branch = branchTitle(
    change.branch.state === 'unknown' ? undefined : change.branch.value.name,
  );
  return {
    subject: context,
    severity: 'high',
    confidence: 'high',
    title: `this change removes the required check ${quoted(context)} and its job`,
    // What stood there before has no line in the tree with the change.
    claim: { says: `before the change ${claimEvidence(requirement).says}`, quote: '' },
    reality: evidenceAt(
      `with the change nothing reports ${quoted(context)} and ${branch} requires nothing in its place`,
      activeClaims(head)[0]?.at,
    ),
    why: 'What the check held back goes through from the moment that the change is merged.',
    fix: `Say in the pull request why ${quoted(context)} is no longer needed and let an owner of the claim approve it, or keep the check.`,
  };
}
