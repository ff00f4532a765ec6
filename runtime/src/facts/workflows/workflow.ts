import type { Gap } from '../answer.js';
import type { Node } from '../nodes/node.js';
import type { Quoted } from '../place.js';

/** A text of a workflow and where it stands. */
export interface Written extends Quoted {
  readonly text: string;
}

/** One entry of a mapping of texts: an environment variable, an input. */
export interface NamedText {
  readonly name: string;
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
  /** Where `paths` or `paths-ignore` stands. */
  readonly pathsAt?: Quoted;
}

export const GRANTS = ['none', 'read', 'write'] as const;
export type Grant = (typeof GRANTS)[number];

/** A `permissions` block: what it does not name is not granted. */
export interface Permissions extends Quoted {
  /** Of every scope: `read-all`, `write-all`; `none` where scopes are named. */
  readonly all: Grant;
  readonly scopes: readonly { readonly scope: string; readonly grant: Grant }[];
}

/** What a block grants for one scope (rules.md 2.5). */
export function grantOf({ all, scopes }: Permissions, scope: string): Grant {
  return scopes.find((s) => s.scope === scope)?.grant ?? all;
}

/** A `concurrency` block. */
export interface Concurrency extends Quoted {
  /** As it is written. */
  readonly group: string;
  /** `true`, `false`, or an expression; absent means false. */
  readonly cancelInProgress?: string;
}

/** A step as it is written. */
export interface Step {
  /** Where `uses` or `run` stands, else the step. */
  readonly at: Quoted;
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly workingDirectory?: string;
  readonly condition?: string;
  readonly continueOnError?: string;
  readonly env?: readonly NamedText[];
  readonly with?: readonly NamedText[];
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
  /** What is given to a reusable workflow. */
  readonly with?: readonly NamedText[];
  readonly runsOn?: Written;
  /** Name of the deployment environment. */
  readonly environment?: Written;
  /** The block in force: of the job, else of its workflow; absent where the repository decides. */
  readonly permissions?: Permissions;
  readonly concurrency?: Concurrency;
  readonly timeout?: Written;
  readonly continueOnError?: Written;
  readonly env?: readonly NamedText[];
  /** Image of the container that the steps run in. */
  readonly container?: Written;
  /** Images of the containers that run beside the steps. */
  readonly services?: readonly Written[];
  /** What other jobs may read of it. */
  readonly outputs?: readonly NamedText[];
  /** Defaults of its steps, its own or those of its workflow. */
  readonly shell?: string;
  readonly workingDirectory?: string;
  readonly steps?: readonly Step[];
}

/** A workflow file of `.github/workflows`. */
export interface Workflow {
  readonly path: string;
  /** Git blob id: equal files have equal ids. */
  readonly blob: string;
  /** `name`, else the path, as GitHub shows it. */
  readonly name: string;
  readonly triggers: readonly Trigger[];
  readonly concurrency?: Concurrency;
  readonly env?: readonly NamedText[];
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
  const jobs = parsed.jobs.map((job) => without(job, 'strategy', 'inputs'));
  return { ...without(parsed, 'callInputs'), jobs };
}

function without<T extends object, K extends keyof T>(value: T, ...keys: readonly K[]): Omit<T, K> {
  const rest = { ...value };
  for (const key of keys) delete rest[key];
  return rest;
}
