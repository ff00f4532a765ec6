import { valueOf, type Job, type ReportedCheck, type Tree, type Workflow } from '../facts/index.js';
import { ownRequirements } from './judge-required.js';
import { checksOf, checksUnder, jobAt, reportedBy, workflowAt } from './reported.js';
import type { Requirement } from './required-checks.js';
import { invocationsOf } from './shell/commands.js';

/** A job and what hangs on it. */
export interface RoleOfJob {
  readonly job: Job;
  readonly workflow: Workflow;
  /** `required`: a required check is green only with it. `release`: it ships what others use. */
  readonly role: 'required' | 'release' | 'other';
  /** Of a required job: a check that hangs on it. */
  readonly requirement?: Requirement;
}

/** Every job with its role, in the order of the files. */
export function rolesOf(tree: Tree): readonly RoleOfJob[] {
  const done = known.get(tree);
  if (done !== undefined) return done;
  const required = requiredJobs(tree);
  const release = releaseJobs(tree);
  const roles = (valueOf(tree.workflows) ?? []).flatMap((workflow) =>
    workflow.jobs.map((job): RoleOfJob => {
      const requirement = required.get(job);
      if (requirement !== undefined) return { job, workflow, role: 'required', requirement };
      return { job, workflow, role: release.has(job) ? 'release' : 'other' };
    }),
  );
  known.set(tree, roles);
  return roles;
}

/** Made once a tree: several rules ask. */
const known = new WeakMap<Tree, readonly RoleOfJob[]>();

/** The jobs that report a required check, those that they need, and all that these call. */
function requiredJobs(tree: Tree): ReadonlyMap<Job, Requirement> {
  const jobs = new Map<Job, Requirement>();
  for (const requirement of ownRequirements(tree)) {
    const reported = reportedBy(tree, requirement.context, 'pullRequest');
    for (const check of reported.state === 'yes' ? reported.by : []) {
      addCheck(tree, check, requirement, jobs);
    }
  }
  return jobs;
}

function addCheck(
  tree: Tree,
  check: ReportedCheck,
  requirement: Requirement,
  jobs: Map<Job, Requirement>,
): void {
  check.segments.forEach((segment, level) => {
    const job = jobAt(tree, segment);
    if (job === undefined || jobs.has(job)) return;
    jobs.set(job, requirement);
    const callers = check.segments.slice(0, level).map((one) => one.job);
    const ids = new Map(
      workflowAt(tree, segment.file)?.jobs.map((one) => [one.id.toLowerCase(), one]),
    );
    const open = [...job.needs];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const need = ids.get(id.toLowerCase());
      if (need === undefined || jobs.has(need)) continue;
      jobs.set(need, requirement);
      open.push(...need.needs);
      if (need.uses === undefined) continue;
      for (const called of checksUnder(tree, check.workflow, [...callers, need.id])) {
        for (const inner of called.segments) {
          const innerJob = jobAt(tree, inner);
          if (innerJob !== undefined && !jobs.has(innerJob)) jobs.set(innerJob, requirement);
        }
      }
    }
  });
}

/** The jobs that publish, and those of workflows that only a release or a tag starts. */
function releaseJobs(tree: Tree): ReadonlySet<Job> {
  const workflows = valueOf(tree.workflows) ?? [];
  const releasing = new Set(workflows.filter(isReleaseWorkflow).map(({ path }) => path));
  const jobs = new Set<Job>();
  for (const workflow of workflows) {
    const proposed = workflow.triggers.some(({ event }) => /^pull_request/.test(event));
    for (const job of workflow.jobs) {
      const deploys = job.environment !== undefined && !proposed;
      if (releasing.has(workflow.path) || deploys || publishes(job)) jobs.add(job);
    }
  }
  if (releasing.size === 0) return jobs;
  for (const check of checksOf(tree)) {
    if (!releasing.has(check.workflow)) continue;
    for (const segment of check.segments) {
      const job = jobAt(tree, segment);
      if (job !== undefined) jobs.add(job);
    }
  }
  return jobs;
}

function isReleaseWorkflow({ triggers }: Workflow): boolean {
  return triggers.some(
    ({ event, tags, branches, branchesIgnore }) =>
      event === 'release' ||
      (event === 'push' && tags !== undefined && (branches ?? branchesIgnore) === undefined),
  );
}

const PUBLISHING_ACTION =
  /^(?:pypa\/gh-action-pypi-publish|softprops\/action-gh-release|goreleaser\/goreleaser-action|ncipollo\/release-action|rubygems\/release-gem)@/i;
/** Programs with the first words that make them publish. */
const PUBLISHING: Readonly<Record<string, RegExp>> = {
  npm: /^publish\b/,
  pnpm: /^publish\b/,
  yarn: /^(?:npm )?publish\b/,
  twine: /^upload\b/,
  cargo: /^publish\b/,
  gem: /^push\b/,
  docker: /^(?:image )?push\b/,
  helm: /^push\b/,
  gh: /^release (?:create|upload)\b/,
};

function publishes(job: Job): boolean {
  return (job.steps ?? []).some(
    (step) =>
      PUBLISHING_ACTION.test(step.uses ?? '') ||
      (/\b(?:publish|upload|push|release)\b/.test(step.run ?? '') &&
        invocationsOf(step, job).some(
          ({ program, args }) =>
            Object.hasOwn(PUBLISHING, program) &&
            PUBLISHING[program]?.test(args.slice(0, 2).join(' ')) === true &&
            !args.includes('--dry-run'),
        )),
  );
}
