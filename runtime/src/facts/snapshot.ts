import type { Accepted } from '../drift/baseline.js';
import type { Answer, Gap } from './answer.js';
import type { BranchClaim } from './claims/claim.js';
import type { CodeownersFacts } from './codeowners/codeowners.js';
import type { AdrFacts } from './collect-adrs.js';
import type { PolicyFacts } from './collect-policy.js';
import type { EventFacts } from './event-facts.js';
import type { LiveFacts } from './github/live.js';
import type { ChangedFile, Commit } from './git/commits.js';
import type { MailmapEntry } from './git/mailmap.js';
import type { ModelConsumer } from './models/model-consumer.js';
import type { PlanFacts } from './plan/plan.js';
import type { Action } from './workflows/action.js';
import type { Check } from './workflows/emitted-checks.js';
import type { Reach } from './workflows/starts.js';
import type { InlineIgnore } from './ignores/ignore.js';
import type { Workflow } from './workflows/workflow.js';

export const FACTS_SCHEMA = 'phase-mirror/facts@1';

/** What is judged: a pull request, a group of a merge queue, or the drift from what was accepted. */
export const MODES = ['pull_request', 'merge_group', 'drift'] as const;
export type Mode = (typeof MODES)[number];

/** Everything that the rules may see: plain data, immutable, the same bytes for the same inputs. */
export interface Facts {
  readonly schema: typeof FACTS_SCHEMA;
  readonly change: Change;
  readonly policy: PolicyFacts;
  /** Comments in files of the head that ask to look away, counted or not. */
  readonly ignores: readonly InlineIgnore[];
  /** What was decided, and what of it a machine can hold the repository to. */
  readonly adrs: AdrFacts;
  readonly codeowners: CodeownersFacts;
  /** The repository with the change. */
  readonly head: Tree;
  /** The repository without the change; absent when there is no change and only the state is judged. */
  readonly before?: Answer<Tree>;
  /** What GitHub says now; only where it was asked (`--live`). */
  readonly live?: LiveFacts;
  /** What was accepted; only where drift is judged. */
  readonly accepted?: Answer<Accepted>;
  /** What Terraform found changed past it; only where plans were given. */
  readonly plans?: readonly Answer<PlanFacts>[];
}

export interface Change {
  /** `owner/name`, or `local/<folder>` where no remote gives a name. */
  readonly repository: string;
  readonly mode: Mode;
  /** The protected branch that the change goes to. */
  readonly branch: Answer<{ readonly name: string; readonly source: string }>;
  readonly head: string;
  /** The commit that the change is compared with. */
  readonly base?: Answer<{ readonly commit: string; readonly kind: 'merge-base' | 'base' }>;
  readonly commits: Answer<readonly Commit[]>;
  readonly files: Answer<readonly ChangedFile[]>;
  /** `.mailmap` of the branch; absent where the policy does not ask whose commits these are. */
  readonly mailmap?: readonly MailmapEntry[];
  /** The day of the judgement, UTC: `2026-11-22`. Whether something has expired hangs on it. */
  readonly asOf: string;
  /** The event of GitHub Actions that asks for the judgement; absent outside of it. */
  readonly event?: EventFacts;
  /** What could not be seen of the event that asks for the judgement. */
  readonly gaps: readonly Gap[];
}

/** What was read at one commit. */
export interface Tree {
  readonly commit: string;
  readonly workflows: Answer<readonly Workflow[]>;
  /** Checks of every workflow; their starts say on which events, and for what they count. */
  readonly checks: Answer<readonly ReportedCheck[]>;
  readonly claims: Answer<readonly BranchClaim[]>;
  /** Local actions that workflows use; absent where none does. */
  readonly actions?: Answer<readonly Action[]>;
  /** Lock files of package managers; absent where the policy declares no reproducible job. */
  readonly lockFiles?: readonly string[];
  /** Of the files that the policy declares; absent where it declares none. */
  readonly consumers?: Answer<readonly ModelConsumer[]>;
}

export interface ReportedCheck extends Check {
  /** File of the workflow that the event starts; a caller, where the job is in another file. */
  readonly workflow: string;
  /** The events that it is reported on, in the order of the file. */
  readonly starts: readonly Start[];
}

export interface Start {
  readonly event: string;
  readonly reach: Reach;
}
