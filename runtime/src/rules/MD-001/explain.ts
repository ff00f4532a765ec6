import { valueOf, type ReportedCheck, type Tree } from '../../facts/index.js';
import type { Evidence } from '../finding.js';
import { checksOf, nameOf, quoted, triggerOf, type Requirement } from '../required-checks.js';
import type { Cause, NearMiss } from './near-miss.js';

/** What is really there, and what to do about it. */
export interface Explanation {
  readonly reality: Evidence;
  readonly fix: string;
}

/** Why the change takes away a check that was reported before it. */
export function explainLoss(
  context: string,
  lost: readonly ReportedCheck[],
  head: Tree,
): Explanation {
  const [was] = lost;
  if (was === undefined) throw new TypeError('a loss has a check');
  const job = was.segments.at(-1)?.job ?? '';
  const restore = `Report ${quoted(context)} again, or change the claim in the same pull request.`;
  const now = checksOf(head).filter(
    (c) => c.workflow === was.workflow && pathOf(c) === pathOf(was),
  );
  const renamed = now.filter((c) => c.reach.pullRequest === 'yes' && c.when !== 'skipped');
  if (renamed.length > 0) {
    return {
      reality: evidence(
        `the change renames it: the job ${job} now reports ${listed(renamed.map(nameOf))}`,
        renamed[0],
      ),
      fix: `Require ${listed(renamed.map(nameOf))} in the same pull request, or keep the name ${quoted(context)}.`,
    };
  }
  if (now.length > 0) {
    const says = `the change stops ${was.workflow} from starting on pull requests`;
    return {
      reality: { says, ...(triggerOf(head, now[0]) ?? evidence(says, now[0])) },
      fix: restore,
    };
  }
  const workflow = (valueOf(head.workflows) ?? []).find((w) => w.path === was.workflow);
  if (workflow === undefined) {
    return {
      reality: { says: `the change removes ${was.workflow}, which reported it`, quote: '' },
      fix: restore,
    };
  }
  const [line] = workflow.jobs;
  return {
    reality: {
      says: `the change removes the job ${job} from ${workflow.path}, which reported it`,
      ...(line === undefined ? { quote: '' } : { place: line.at.place, quote: line.at.quote }),
    },
    fix: restore,
  };
}

/** Why a context is near to a check that is reported, and yet another name. */
export function explainMiss(
  context: string,
  miss: NearMiss,
  requirement: Requirement,
  head: Tree,
): Explanation {
  const { check, cause } = miss;
  const names = miss.names.length === 0 ? [nameOf(check)] : miss.names;
  const says = SENTENCES[cause]({ check, names: listed(names) });
  if (cause === 'branch-filter' || cause === 'other-event') {
    const starts = `Let ${check.workflow} start on pull requests into this branch`;
    return {
      reality: { says, ...(triggerOf(head, check) ?? check.at) },
      fix: `${starts}, or do not require ${quoted(context)}.`,
    };
  }
  const file = requirement.claims[0]?.claim.path ?? 'the claim';
  const [name = ''] = names;
  const require =
    names.length === 1
      ? `Require ${quoted(name)} in ${file}`
      : `Require every one of ${listed(names)} in ${file}, or one job that needs them all`;
  return { reality: evidence(says, check), fix: `${require}${ALTERNATIVES[cause] ?? ''}.` };
}

interface Told {
  readonly check: ReportedCheck;
  /** Names that are reported, quoted. */
  readonly names: string;
}

const SENTENCES: Readonly<Record<Cause, (told: Told) => string>> = {
  'job-id': ({ check, names }) =>
    `that is the id of the job ${jobOf(check)}; its \`name\` makes it report ${names}`,
  'matrix-parent': ({ check, names }) =>
    `the job ${jobOf(check)} has a matrix and reports ${names}`,
  'missing-callee': ({ check, names }) =>
    `the job ${check.segments[0]?.job ?? ''} calls a reusable workflow and reports ${names}`,
  'missing-caller': ({ check, names }) =>
    `the job is called by ${check.workflow}, so it reports ${names}`,
  'workflow-prefix': ({ names }) =>
    `workflow and event are only shown around the name; the check is ${names}`,
  'workflow-name': ({ check, names }) =>
    `that names the workflow ${check.workflow}; its jobs report ${names}`,
  'cut-at-100': ({ names }) => `GitHub cuts a name at 100 characters and reports ${names}`,
  'yaml-number': ({ names }) => `a YAML number loses its last zero: the check is ${names}`,
  'letter-case': ({ names }) => `only letter case differs: the check is ${names}`,
  spacing: ({ names }) => `only spaces differ: the check is ${names}`,
  'matrix-combination': ({ check, names }) =>
    `the matrix of ${jobOf(check)} has no such combination; it reports ${names}`,
  template: ({ check }) => `the job ${jobOf(check)} has this name only while it is skipped`,
  'branch-filter': ({ check }) =>
    `${check.workflow} reports it, but its ${check.event} filter keeps it away from these pull requests`,
  'other-event': ({ check }) => `${check.workflow} reports it on ${check.event} only`,
};

const ALTERNATIVES: Readonly<Partial<Record<Cause, string>>> = {
  'job-id': ', or remove `name` from the job',
  'yaml-number': ', or write the version in quotes in the matrix',
};

const jobOf = (check: ReportedCheck): string => check.segments.at(-1)?.job ?? '';

const pathOf = (check: ReportedCheck): string => check.segments.map((s) => s.job).join('/');

function evidence(says: string, check: ReportedCheck | undefined): Evidence {
  return check === undefined
    ? { says, quote: '' }
    : { says, place: check.at.place, quote: check.at.quote };
}

/** Names in quotes, at most three of them. */
export function listed(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const shown = distinct.slice(0, 3).map(quoted).join(', ');
  return distinct.length > 3 ? `${shown} and ${distinct.length - 3} more` : shown;
}
