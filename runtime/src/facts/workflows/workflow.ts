import type { Gap } from '../answer.js';
import type { Node } from '../nodes/node.js';
import type { Quoted } from '../place.js';

/** A text of a workflow and where it stands. */
export interface Written extends Quoted {
  readonly text: string;
}

/** One event under `on`, with its filters as they are written. */
export interface Trigger extends Quoted {
  /** For example `pull_request`. */
  readonly event: string;
  readonly branches?: readonly string[];
  readonly branchesIgnore?: readonly string[];
  readonly tags?: readonly string[];
  readonly tagsIgnore?: readonly string[];
  readonly paths?: readonly string[];
  readonly pathsIgnore?: readonly string[];
  readonly types?: readonly string[];
}

/** A job as it is written. */
export interface Job {
  readonly id: string;
  /** Where the id stands. */
  readonly at: Quoted;
  /** `name`, when it is not empty. */
  readonly name?: Written;
  readonly condition?: Written;
  readonly needs: readonly string[];
  /** A reusable workflow, as it is written. */
  readonly uses?: Written;
  /** States `checks: write` or `statuses: write`, so a step of it may report names of its own. */
  readonly writesChecks: boolean;
}

/** A workflow file of `.github/workflows`. */
export interface Workflow {
  readonly path: string;
  /** Git blob id: equal files have equal ids. */
  readonly blob: string;
  /** `name`, else the path, as GitHub shows it. */
  readonly name: string;
  readonly triggers: readonly Trigger[];
  readonly jobs: readonly Job[];
  /** Why GitHub refuses the file. Its checks are then not certain. */
  readonly refused?: Gap;
}

/** What names are computed from, beside the facts. Not part of the snapshot. */
export interface ParsedJob extends Job {
  readonly strategy?: Node;
  readonly inputs?: Node;
}

export interface ParsedWorkflow extends Workflow {
  readonly jobs: readonly ParsedJob[];
  /** `on.workflow_call.inputs`; undefined when the file cannot be called. */
  readonly callInputs?: readonly CallInput[];
}

export interface CallInput {
  readonly name: string;
  readonly type: 'string' | 'number' | 'boolean';
  readonly default?: Node;
}

export const WORKFLOW_FOLDER = '.github/workflows';

/** The facts of a workflow, without what only the expansion of names needs. */
export function workflowFacts(parsed: ParsedWorkflow): Workflow {
  const { path, blob, name, triggers, refused } = parsed;
  const jobs = parsed.jobs.map(
    ({ id, at, name: jobName, condition, needs, uses, writesChecks }) => ({
      id,
      at,
      ...(jobName === undefined ? {} : { name: jobName }),
      ...(condition === undefined ? {} : { condition }),
      needs,
      ...(uses === undefined ? {} : { uses }),
      writesChecks,
    }),
  );
  return { path, blob, name, triggers, jobs, ...(refused === undefined ? {} : { refused }) };
}
