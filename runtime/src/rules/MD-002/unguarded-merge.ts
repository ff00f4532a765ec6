import {
  valueOf,
  type Facts,
  type Job,
  type Step,
  type Tree,
  type Workflow,
} from '../../facts/index.js';
import { deedOfStep } from '../deeds.js';
import { apiEvidence, apiPath, hiddenQuestion, liveContexts } from '../live.js';
import { policyEvidence, policyOf } from '../policy-in-force.js';
import { requiredApprovals } from '../required-approvals.js';
import { activeClaims, branchTitle, requirements } from '../required-checks.js';
import type { Rule } from '../rule.js';
import {
  evidenceAt,
  judgeEach,
  treeRule,
  type Question,
  type TreeResult,
  type Violation,
} from '../violation.js';
import { unguardedMergeMeta as meta } from './unguarded-merge-meta.js';

/** Merges of bots that are wider than the policy allows, or that nothing holds up. */
export const unguardedMerge: Rule = treeRule(meta, judge);

/** A step that merges what a bot proposes. */
interface Merge {
  readonly workflow: Workflow;
  readonly job: Job;
  readonly step: Step;
}

function judge(tree: Tree, facts: Facts): TreeResult {
  const merges = (valueOf(tree.workflows) ?? []).flatMap(mergesOf);
  const { autoMerge } = policyOf(facts).autonomy;
  const wide =
    autoMerge === undefined
      ? []
      : merges.flatMap((merge) => beyond(facts, merge, new Set<string>(autoMerge)) ?? []);
  const [first] = merges;
  const open = judgeEach(meta.id, first === undefined ? [] : [first], (merge) =>
    nothingHolds(tree, facts, merge),
  );
  return {
    violations: [...wide, ...open.violations],
    unknowns: open.unknowns,
    judged: merges.length,
  };
}

/** A bot is asked for in a condition, or its metadata is read: what else is merged is for people. */
const BOT = /\[bot\]|\b(?:dependabot|renovate)\b/i;

function mergesOf(workflow: Workflow): readonly Merge[] {
  return workflow.jobs.flatMap((job) => {
    const steps = job.steps ?? [];
    const bots =
      BOT.test(job.condition?.text ?? '') || steps.some(({ uses }) => BOT.test(uses ?? ''));
    return steps
      .filter((step) => bots || BOT.test(step.condition ?? ''))
      .filter((step) => deedOfStep(step, job) === 'merges')
      .map((step) => ({ workflow, job, step }));
  });
}

const KINDS = ['patch', 'minor', 'major'] as const;

/** What a step merges of the kinds that are told apart, where the policy names those that it may. */
function beyond(
  facts: Facts,
  { workflow, job, step }: Merge,
  allowed: ReadonlySet<string>,
): Violation | undefined {
  const merged = kindsOf(job, step);
  const wide = merged?.filter((kind) => !allowed.has(kind)) ?? [];
  if (wide.length === 0) return undefined;
  const names = [...allowed];
  return {
    subject: `${workflow.path} ${job.id} updates`,
    severity: 'medium',
    confidence: 'high',
    title: `the job ${job.id} merges ${wide.join(' and ')} updates of bots by itself`,
    claim: policyEvidence(
      facts,
      '/autonomy/autoMerge',
      names.length === 0
        ? 'bots merge nothing by themselves'
        : `bots merge ${names.join(' and ')} updates by themselves, and no others`,
    ),
    reality: evidenceAt(
      `the step of ${job.id} in ${workflow.path} merges ${wide.join(' and ')} updates as well`,
      step.at,
    ),
    why: 'An update of that kind can change what the program does, and nobody looks at it before it is merged.',
    fix: "Ask for the kind in the `if` of the step: `steps.metadata.outputs.update-type == 'version-update:semver-patch'`; or allow it under `autonomy.autoMerge`.",
  };
}

/** Undefined where the step decides by what cannot be read here. */
function kindsOf(
  job: Job,
  { condition, run, env, with: inputs }: Step,
): readonly string[] | undefined {
  const target = inputs?.find(({ name }) => name === 'target')?.text;
  if (target !== undefined) {
    const index = KINDS.findIndex((kind) => kind === target);
    return index >= 0 ? KINDS.slice(0, index + 1) : target === 'any' ? KINDS : undefined;
  }
  const texts = [job.condition?.text ?? '', condition ?? '', run ?? ''];
  const named = texts.flatMap((text) => [...text.matchAll(UPDATE)]);
  if (named.length === 0) {
    // A type that is read and compared in another way is not understood, so nothing is said of it.
    const read = [...texts, ...(env ?? []).map(({ text }) => text)];
    return read.some((text) => /update[-_]type/i.test(text)) ? undefined : KINDS;
  }
  const without = named.filter(([, not]) => not !== undefined).map(([, , kind]) => kind);
  const only = named.filter(([, not]) => not === undefined).map(([, , kind]) => kind);
  return KINDS.filter(
    (kind) => (only.length === 0 || only.includes(kind)) && !without.includes(kind),
  );
}

const UPDATE = /(!=\s{0,8}['"])?version-update:semver-(patch|minor|major)\b/g;

/** A merge waits for what is required: where nothing is, it happens at once. */
function nothingHolds(
  tree: Tree,
  facts: Facts,
  { workflow, job, step }: Merge,
): Violation | Question | undefined {
  const branch = branchTitle(valueOf(facts.change.branch)?.name);
  const { live } = facts;
  const claims = activeClaims(tree);
  if (live === undefined) {
    const held = claims.some(({ pullRequest }) => (pullRequest?.approvals ?? 0) > 0);
    if (held || requirements(tree).length > 0) return undefined;
    return {
      subject: branch,
      reason: `${workflow.path} merges what bots propose, and no file in force says what ${branch} requires before`,
      remedy: 'Run with --live, or commit the ruleset as .github/rulesets/<name>.json.',
      place: step.at.place,
    };
  }
  if (liveContexts(live).size > 0 || requiredApprovals(live) !== undefined) return undefined;
  if (live.claims.state !== 'known') return hiddenQuestion(branch, [live.claims]);
  return {
    subject: `${workflow.path} ${job.id} unheld`,
    severity: 'medium',
    confidence: 'high',
    title: `the job ${job.id} merges what bots propose, and ${branch} requires nothing`,
    claim: evidenceAt(`${workflow.path} merges updates of bots by itself`, step.at),
    reality: apiEvidence(
      `no rule that is in force for ${live.branch} requires a check or an approval`,
      apiPath(live, `rules/branches/${live.branch}`),
    ),
    why: 'An update is merged the moment it is proposed: whether it works, or is what it says, nobody and nothing asks.',
    fix: `Require at least one check of ${branch} in a ruleset (Settings, Rules).`,
  };
}
