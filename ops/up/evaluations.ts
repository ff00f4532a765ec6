import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../frame/whole-file.js';
import type { Environment } from '../../runtime/src/names/index.js';
import type { Io } from '../frame/io.js';
import { environmentFolder } from '../frame/work-folder.js';

export type DecisionOutcome = 'allow' | 'warn' | 'block';

/** What of a finding says why: the report has it all. */
export interface JudgedFinding {
  /** Sub-check, for example `MD-001.1`. */
  readonly check: string;
  readonly title: string;
  /** `path:line` of the claim. */
  readonly place: string;
  readonly reality: string;
  readonly fix: string;
}

/** How one example was judged last. */
export interface Evaluation {
  readonly example: string;
  readonly expected: DecisionOutcome;
  readonly outcome: DecisionOutcome;
  /** Worst first. */
  readonly findings: readonly JudgedFinding[];
  /** Report file, absolute. */
  readonly report: string;
  /** The report as a page for a browser, absolute. */
  readonly page: string;
  /** The git repository that was judged, absolute. */
  readonly repository: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export const reportsFolder = (io: Pick<Io, 'root' | 'env'>, environment: Environment): string =>
  join(environmentFolder(io, environment), 'reports');

const fileOf = (io: Pick<Io, 'root' | 'env'>, environment: Environment): string =>
  join(reportsFolder(io, environment), 'evaluations.json');

/** Keeps the last judgement of each example, whole or not at all. */
export function keepEvaluations(
  io: Pick<Io, 'root' | 'env'>,
  environment: Environment,
  evaluations: readonly Evaluation[],
): void {
  writeWhole(fileOf(io, environment), `${JSON.stringify(evaluations, null, 2)}\n`);
}

/** The last judgement of each example; empty when none was judged from this work folder. */
export function readEvaluations(
  io: Pick<Io, 'root' | 'env'>,
  environment: Environment,
): readonly Evaluation[] {
  try {
    return JSON.parse(readFileSync(fileOf(io, environment), 'utf8')) as readonly Evaluation[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
