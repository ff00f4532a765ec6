import {
  grantOf,
  valueOf,
  type Facts,
  type Job,
  type Permissions,
  type ReportedCheck,
  type Tree,
} from '../../facts/index.js';
import type { Evidence } from '../finding.js';
import { apiEvidence, apiPath, hiddenQuestion } from '../live.js';
import { jobOfCheck } from '../needs.js';
import { policyEvidence, policyOf } from '../policy-in-force.js';
import { checksOf, jobAt, workflowAt } from '../reported.js';
import type { Rule } from '../rule.js';
import {
  evidenceAt,
  judgeEach,
  treeRule,
  type Question,
  type TreeResult,
  type Violation,
} from '../violation.js';
import { calleesAboveCallers } from './callee-above-caller.js';
import { excessiveTokenMeta as meta } from './excessive-token-meta.js';

/** Tokens that may write more than what strangers can start should have. */
export const excessiveToken: Rule = treeRule(meta, judge);

/** Events that strangers can cause and that run with the full token (rules.md 2.5). */
const RISKY: ReadonlySet<string> = new Set([
  'pull_request_target',
  'issue_comment',
  'workflow_run',
]);
/** What lets a token change the code, or what is said of it. */
const SCOPES = ['contents', 'actions', 'checks', 'statuses'] as const;

/** A token of one job, or of all jobs that have the block of their workflow. */
interface Token {
  readonly subject: string;
  readonly file: string;
  readonly job: Job;
  readonly check: ReportedCheck;
  /** Absent where the repository's default decides. */
  readonly permissions?: Permissions;
  /** The risky event that starts it. */
  readonly event?: string;
}

function judge(tree: Tree, facts: Facts): TreeResult {
  const claimed = policyOf(facts).require.leastPrivilege;
  const tokens = tokensOf(tree, claimed);
  const result = judgeEach(meta.id, tokens, (token) => judgeOne(tree, facts, token));
  const calls = calleesAboveCallers(tree, facts, RISKY, claimed);
  // GitHub refuses a run that asks for more than its caller has, so there is no such token.
  const refused = new Set(calls.map(({ subject }) => subject.replace(/^.* calls /, '')));
  const tokensFound = result.violations.filter(({ subject }) => !refused.has(subject));
  return { ...result, violations: [...tokensFound, ...calls] };
}

/** Each block once, by the event that weighs most; `all`: also those that no risky event starts. */
function tokensOf(tree: Tree, all: boolean): readonly Token[] {
  const tokens = new Map<string, Token>();
  for (const check of checksOf(tree)) {
    const event = check.starts.find((start) => RISKY.has(start.event))?.event;
    if (event === undefined && !all) continue;
    if (check.when === 'skipped' || check.skip?.always === true) continue;
    const found = jobOfCheck(tree, check);
    if (found?.job.steps === undefined) continue;
    const { job, file } = found;
    const permissions = inForce(tree, check);
    const subject = subjectOf(file, job, permissions);
    const known = tokens.get(subject);
    if (known !== undefined && (known.event !== undefined || event === undefined)) continue;
    tokens.set(subject, {
      ...{ subject, file, job, check },
      ...(permissions === undefined ? {} : { permissions }),
      ...(event === undefined ? {} : { event }),
    });
  }
  return [...tokens.values()];
}

/** The innermost block: a workflow that is called has the token of its caller. */
function inForce(tree: Tree, { segments }: ReportedCheck): Permissions | undefined {
  return segments.toReversed().flatMap((segment) => jobAt(tree, segment)?.permissions ?? [])[0];
}

/** A block of the workflow is one subject, however many jobs have it. */
function subjectOf(file: string, job: Job, permissions: Permissions | undefined): string {
  if (permissions === undefined) return file;
  const { path, line } = permissions.place;
  return path === file && line < job.at.place.line ? file : `${file} ${job.id}`;
}

function judgeOne(tree: Tree, facts: Facts, token: Token): Violation | Question | undefined {
  const { permissions } = token;
  if (permissions === undefined) return judgeDefault(tree, facts, token);
  const writes =
    permissions.all === 'write'
      ? ['everything']
      : SCOPES.filter((scope) => grantOf(permissions, scope) === 'write');
  // Where nobody else can start it, a job may well need what it names.
  if (writes.length === 0 || (token.event === undefined && permissions.all !== 'write')) {
    return undefined;
  }
  return violation(tree, facts, token, {
    writes,
    reality: evidenceAt(
      `the token of ${holder(token)} may write ${writes.join(', ')}`,
      permissions,
    ),
  });
}

const holder = ({ subject, file, job }: Token): string =>
  subject === file ? file : `the job ${job.id} of ${file}`;

/** Nothing is stated: the default of the repository, which only GitHub tells. */
function judgeDefault(tree: Tree, facts: Facts, token: Token): Violation | Question | undefined {
  const { live } = facts;
  const { subject, file } = token;
  const claimed = policyOf(facts).require.leastPrivilege;
  if (live === undefined) {
    if (!claimed) return undefined;
    return {
      subject,
      reason: `${file} states no permissions, and the repository's default is not in a file`,
      remedy: 'Give the workflow a `permissions` block, or run with --live.',
      place: token.job.at.place,
    };
  }
  const settings = valueOf(live.workflows);
  if (settings === undefined)
    return claimed ? hiddenQuestion(subject, [live.workflows]) : undefined;
  if (settings.defaultPermissions !== 'write') return undefined;
  const says = `${file} states no permissions, and a token that nothing limits may write everything`;
  return violation(tree, facts, token, {
    writes: ['everything'],
    reality: apiEvidence(
      says,
      apiPath(live, 'actions/permissions/workflow'),
      '/default_workflow_permissions',
    ),
  });
}

function violation(
  tree: Tree,
  facts: Facts,
  token: Token,
  { writes, reality }: { readonly writes: readonly string[]; readonly reality: Evidence },
): Violation {
  const { subject, job, event } = token;
  return {
    subject,
    severity: event === undefined ? 'low' : 'high',
    confidence: job.condition === undefined ? 'high' : 'medium',
    title:
      event === undefined
        ? `the token of ${holder(token)} may write everything`
        : `${event} starts ${holder(token)} with a token that may write ${writes.join(', ')}`,
    claim: claimOf(tree, facts, token),
    reality,
    why:
      event === undefined
        ? 'Any step, and any action that it uses, can change what it has no business with.'
        : 'Anybody can cause the event. What is hidden in the text, the branch or the artifact that the job reads acts with this token.',
    fix: 'Name the scopes that the job needs, all others are then none; do what needs more in a job of its own that reads nothing from outside.',
  };
}

function claimOf(tree: Tree, facts: Facts, { event, check, file, job }: Token): Evidence {
  if (policyOf(facts).require.leastPrivilege) {
    const says = 'workflows have no permission that they do not need';
    return policyEvidence(facts, '/require/leastPrivilege', says);
  }
  const trigger = workflowAt(tree, check.workflow)?.triggers.find((one) => one.event === event);
  return evidenceAt(
    `${check.workflow} starts on ${event ?? 'events'}, which anybody can cause`,
    trigger ?? {
      place: { path: file, line: job.at.place.line },
      quote: job.at.quote,
    },
  );
}
