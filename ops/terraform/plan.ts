import type { StackId } from '../../runtime/src/names/index.js';
import type { Change, TerraformEvent } from './events.js';

/** A saved plan of one stack. */
export interface StackPlan {
  readonly stack: StackId;
  /** The file that is applied; it belongs to exactly this state and configuration. */
  readonly file: string;
  readonly changes: readonly Change[];
  /** True when applying writes anything, be it only an output. */
  readonly changed: boolean;
}

/** The changes that a stream of `terraform plan -json` events announces. */
export function changesOf(events: readonly TerraformEvent[]): readonly Change[] {
  return events.flatMap((event) => (event.type === 'planned' ? [event.change] : []));
}

const key = (change: Change): string => `${change.action} ${change.address}`;

/**
 * What a second plan would do beyond the first. Empty when it only goes on with what was agreed:
 * after a broken apply, what was done is gone from the plan, and what exists is imported.
 */
export function beyond(agreed: readonly Change[], next: readonly Change[]): readonly Change[] {
  const allowed = new Set(agreed.map(key));
  const agreedAddresses = new Map(agreed.map((change) => [change.address, change.action]));
  return next.filter((change) => {
    if (allowed.has(key(change))) return false;
    const before = agreedAddresses.get(change.address);
    if (before === undefined) return true;
    // A half-made object is finished by an update or, when it is tainted, made anew.
    const finishes = before === 'create' || before === 'replace';
    const harmless = change.action !== 'delete' && change.action !== 'forget';
    return !(finishes && harmless);
  });
}

/** Whether the changes only create, update or import. */
export const onlyAdds = (changes: readonly Change[]): boolean =>
  changes.every(({ action }) => action !== 'delete' && action !== 'replace' && action !== 'forget');
