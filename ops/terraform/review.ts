import type { StackId } from '../../runtime/src/names/index.js';
import { opsError } from '../errors.js';
import type { Change } from './events.js';
import type { StackPlan } from './plan.js';

/** Types that hold what cannot be made again: data, keys, secrets, evidence. */
export const STATEFUL_TYPES: ReadonlySet<string> = new Set([
  'aws_backup_vault',
  'aws_cloudtrail',
  'aws_cloudwatch_log_group',
  'aws_dynamodb_table',
  'aws_kms_key',
  'aws_s3_bucket',
  'aws_ssm_parameter',
]);

export interface ReviewRow {
  readonly stack: StackId;
  readonly add: number;
  readonly change: number;
  readonly replace: number;
  readonly destroy: number;
  readonly adopt: number;
}

export interface StackChange extends Change {
  readonly stack: StackId;
}

/** What a person agrees to: a pure value made from the plans. */
export interface Review {
  readonly rows: readonly ReviewRow[];
  readonly changes: readonly StackChange[];
  /** Changes to what holds state. */
  readonly stateful: readonly StackChange[];
  /** Those that lose state. */
  readonly losing: readonly StackChange[];
  /** False when applying would write nothing. */
  readonly changed: boolean;
}

const loses = ({ action }: Change): boolean => action === 'delete' || action === 'replace';

export function reviewOf(plans: readonly StackPlan[]): Review {
  const changes = plans.flatMap(({ stack, changes }) =>
    changes.map((change) => ({ ...change, stack })),
  );
  const stateful = changes.filter(({ type }) => STATEFUL_TYPES.has(type));
  return {
    rows: plans.map(({ stack, changes }) => rowOf(stack, changes)),
    changes,
    stateful,
    losing: stateful.filter(loses),
    changed: plans.some(({ changed }) => changed),
  };
}

function rowOf(stack: StackId, changes: readonly Change[]): ReviewRow {
  const count = (...actions: Change['action'][]): number =>
    changes.filter(({ action }) => actions.includes(action)).length;
  return {
    stack,
    add: count('create'),
    change: count('update', 'move'),
    replace: count('replace'),
    destroy: count('delete', 'forget'),
    adopt: changes.filter(({ importing }) => importing !== undefined).length,
  };
}

/** How `--allow-destroy` names a change: the address, or `<stack>/<address>`. */
const names = (allowed: string, { stack, address }: StackChange): boolean =>
  allowed === address || allowed === `${stack}/${address}`;

/**
 * Throws PM-6004 when the plans destroy or replace something stateful that is not allowed by name,
 * and PM-1001 for a name that nothing in the plans has: a misspelt permission permits nothing.
 */
export function refuseLoss(review: Review, allowed: readonly string[]): void {
  const unknown = allowed.filter((one) => !review.losing.some((change) => names(one, change)));
  if (unknown.length > 0) {
    throw opsError('PM-1001', {
      what: unknown.map((one) => `--allow-destroy ${one}`).join(' '),
      why: 'no plan destroys or replaces that address',
      remedy: 'Name the addresses as the review prints them.',
    });
  }
  const refused = review.losing.filter((change) => !allowed.some((one) => names(one, change)));
  if (refused.length === 0) return;
  throw opsError('PM-6004', {
    what: refused.map(({ stack, address, action }) => `${stack}: ${action} ${address}`).join('; '),
    why: 'what it holds would be lost',
    remedy: `If you mean it: ${refused.map(({ stack, address }) => `--allow-destroy '${stack}/${address}'`).join(' ')}`,
  });
}

const SIGN: Readonly<Record<Change['action'], string>> = {
  create: '+',
  update: '~',
  replace: '-/+',
  delete: '-',
  import: '<-',
  move: '~',
  forget: '-',
};

/** The review as a person reads it; creations are counted, everything else is named. */
export function renderReview(review: Review): string {
  const head = ['stack', 'add', 'change', 'replace', 'destroy', 'adopt'];
  const rows = review.rows.map((row) => [
    row.stack,
    ...[row.add, row.change, row.replace, row.destroy, row.adopt].map(String),
  ]);
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]?.length ?? 0)));
  const table = [head, ...rows].map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  '),
  );
  const line = (change: StackChange): string => {
    const why = change.reason === undefined ? '' : ` (${change.reason.replaceAll('_', ' ')})`;
    const taken = change.importing === undefined ? '' : ` (takes over ${change.importing})`;
    return `  ${SIGN[change.action].padEnd(3)} ${change.stack}/${change.address}${why}${taken}`;
  };
  const named = review.changes.filter(({ action }) => action !== 'create');
  const made = review.stateful.filter(({ action }) => action === 'create');
  return [
    ...table,
    ...(made.length === 0 ? [] : ['', 'new, holding state:', ...made.map(line)]),
    ...(named.length === 0 ? [] : ['', 'changed:', ...named.map(line)]),
    ...(review.losing.length === 0 ? [] : ['', 'STATE IS LOST by:', ...review.losing.map(line)]),
    '',
  ].join('\n');
}
