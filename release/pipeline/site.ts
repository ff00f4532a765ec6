import { join } from 'node:path';
import type { Artifact } from '../artifacts/artifact.js';
import type { Io } from '../../ops/frame/io.js';
import type { Steps } from '../../ops/frame/steps.js';
import type { GitHubDesk } from '../github/desk.js';
import type { ReleaseVersion } from '../version/rules.js';
import type { ReleasePlan } from './release-plan.js';
import type { Step } from './step.js';

/** Where the steps of one release work. */
export interface ReleaseSite {
  readonly io: Io;
  /** For what a step has to say while it works. */
  readonly talk: Steps;
  readonly plan: ReleasePlan;
  /** `.release/<version>`: journal, evidence, artifacts. */
  readonly folder: string;
  /** Take the lock from who holds it. */
  readonly takeOver: boolean;
  readonly parts: Parts;
  /** Opened when the first step asks. */
  github(): Promise<GitHubDesk>;
}

/** Of one part what it may use: talk, not the terminal. */
export interface PartContext {
  readonly io: Io;
  readonly talk: Steps;
  readonly version: ReleaseVersion;
}

/** What the other rooms of the release do for the pipeline; a test brings its own. */
export interface Parts {
  /** Judges the repository as it is, and keeps the evidence. `why` is for people, either way. */
  validate(context: PartContext): Promise<{ readonly ok: boolean; readonly why: string }>;
  /** Merges the changelog of the version, dated `YYYY-MM-DD`. */
  changelog(context: PartContext, date: string): Promise<void>;
  /** Builds what is shipped from the commit into `out`. The same commit gives the same bytes. */
  buildArtifacts(
    context: PartContext,
    build: { readonly commit: string; readonly out: string },
  ): Promise<readonly Artifact[]>;
  /** What follows on publishing: deploy, verify, announce, close. */
  afterwards(site: ReleaseSite): readonly Step[];
}

/** Everything that releases keep: ignored by git, never committed. */
export const releaseFolder = (root: string): string => join(root, '.release');

/** What is kept of one version. */
export const folderOf = (root: string, version: string): string =>
  join(releaseFolder(root), version);
