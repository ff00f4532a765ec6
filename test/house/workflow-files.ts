import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { YAML } from 'zx';

export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Job {
  readonly name?: string;
  readonly needs?: string;
  readonly steps: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly if?: string;
  readonly environment?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly concurrency?: Concurrency;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
}

interface Concurrency {
  readonly group: string;
  readonly 'cancel-in-progress': string | boolean;
}

interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly concurrency?: Concurrency;
  readonly jobs: Readonly<Record<string, Job>>;
}

const FOLDER = '.github/workflows';

/** The workflows of this repository. */
export const workflows = readdirSync(FOLDER).map((file) => {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  return { file, text, workflow: YAML.parse(text) as Workflow };
});

/** Every job of them. */
export const jobs = workflows.flatMap(({ file, workflow }) =>
  Object.entries(workflow.jobs).map(([id, job]) => ({ file, id, job, workflow })),
);

/** Every step of them. */
export const steps = jobs.flatMap(({ file, id, job }) =>
  job.steps.map((step) => ({ file, id, job, step })),
);

/** Every line that a shell runs in them. */
export const lines = steps.flatMap(({ file, id, job, step }) =>
  (step.run ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ file, id, job, line: line.trim() })),
);

/** Whether a job can have credentials of AWS, or is given a secret. */
export const isTrusted = (job: Job): boolean =>
  job.permissions?.['id-token'] === 'write' || /\bsecrets\b/.test(JSON.stringify(job));
