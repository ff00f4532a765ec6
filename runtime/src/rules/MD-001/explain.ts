import type { ReportedCheck, Tree } from '../../facts/index.js';
import type { Evidence } from '../finding.js';
import {
  checksOf,
  eventsOf,
  nameOf,
  placeOfCheck,
  quoted,
  reachFor,
  triggerOf,
  workflowAt,
} from '../reported.js';
import type { Requirement } from '../required-checks.js';
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
  const renamed = now.filter((c) => reachFor(c, 'pullRequest') === 'yes' && c.when !== 'skipped');
  const [first] = renamed;
  if (first !== undefined) {
    const names = listed(renamed.map(nameOf));
    return {
      reality: evidence(`the change renames it: the job ${job} now reports ${names}`, head, first),
      fix: `Require ${names} in the same pull request, or keep the name ${quoted(context)}.`,
    };
  }
  const [stopped] = now;
  if (stopped !== undefined) {
    const says = `the change stops ${was.workflow} from starting on pull requests`;
    return { reality: startEvidence(says, head, stopped), fix: restore };
  }
  const workflow = workflowAt(head, was.workflow);
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

const namesOf = ({ names, check }: NearMiss): readonly string[] =>
  names.length === 0 ? [nameOf(check)] : names;

/** What is really reported, in a sentence. */
export function missSentence(miss: NearMiss): string {
  return SENTENCES[miss.cause]({ check: miss.check, names: listed(namesOf(miss)) });
}

/** Why a context is near to a check that is reported, and yet another name. */
export function explainMiss(
  context: string,
  miss: NearMiss,
  requirement: Requirement,
  head: Tree,
): Explanation {
  const { check, cause } = miss;
  const names = namesOf(miss);
  const says = missSentence(miss);
  if (cause === 'branch-filter' || cause === 'other-event') {
    const starts = `Let ${check.workflow} start on pull requests into this branch`;
    return {
      reality: startEvidence(says, head, check),
      fix: `${starts}, or do not require ${quoted(context)}.`,
    };
  }
  const file = requirement.claims[0]?.claim.path ?? 'the claim';
  const [name = ''] = names;
  const require =
    names.length === 1
      ? `Require ${quoted(name)} in ${file}`
      : `Require every one of ${listed(names)} in ${file}, or one job that needs them all`;
  return { reality: evidence(says, head, check), fix: `${require}${ALTERNATIVES[cause] ?? ''}.` };
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
    `${check.workflow} reports it, but its ${filteredEvent(check)} filter keeps it away from these pull requests`,
  'other-event': ({ check }) => `${check.workflow} reports it on ${eventsOf(check)} only`,
};

const ALTERNATIVES: Readonly<Partial<Record<Cause, string>>> = {
  'job-id': ', or remove `name` from the job',
  'yaml-number': ', or write the version in quotes in the matrix',
};

/** The event whose branch filter keeps the check away. */
function filteredEvent(check: ReportedCheck): string {
  return check.starts.find((start) => start.reach.filtered)?.event ?? '';
}

const jobOf = (check: ReportedCheck): string => check.segments.at(-1)?.job ?? '';

const pathOf = (check: ReportedCheck): string => check.segments.map((s) => s.job).join('/');

function evidence(says: string, tree: Tree, check: ReportedCheck): Evidence {
  return { says, ...(placeOfCheck(tree, check) ?? { quote: '' }) };
}

/** Shows the event that starts the check, where that is what is wrong. */
function startEvidence(says: string, tree: Tree, check: ReportedCheck): Evidence {
  return { says, ...(triggerOf(tree, check) ?? placeOfCheck(tree, check) ?? { quote: '' }) };
}

/** Names in quotes, at most three of them. */
export function listed(names: readonly string[]): string {
  const [only] = names;
  if (names.length === 1 && only !== undefined) return quoted(only);
  const distinct = [...new Set(names)];
  const shown = distinct.slice(0, 3).map(quoted).join(', ');
  return distinct.length > 3 ? `${shown} and ${distinct.length - 3} more` : shown;
}
