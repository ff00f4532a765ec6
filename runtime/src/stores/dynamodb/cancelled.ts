import { backOff, errorName } from '../../aws/call.js';
import { isError, runtimeError, type PhaseMirrorError } from '../../errors/index.js';
import type { Table } from './table.js';

const CONDITION = 'ConditionalCheckFailed';
const CONFLICT = 'TransactionConflict';
const THROTTLED: readonly string[] = ['ThrottlingError', 'ProvisionedThroughputExceeded'];

/** Why a transaction was cancelled: the code of each write, `None` where it was not in the way. */
export function cancellation(error: unknown): readonly string[] | undefined {
  if (errorName(error) !== 'TransactionCanceledException') return undefined;
  const reasons = (error as { CancellationReasons?: readonly { Code?: string }[] })
    .CancellationReasons;
  return (reasons ?? []).map((reason) => reason.Code ?? 'None');
}

/** Whether every write of a cancelled transaction may succeed when it is tried again. */
export function mayPass(codes: readonly string[]): boolean {
  const passing = ['None', CONDITION, CONFLICT, ...THROTTLED];
  return codes.length > 0 && codes.every((code) => passing.includes(code));
}

/** Whether the write's condition did not hold. */
export function conditionFailed(code: string | undefined): boolean {
  return code === CONDITION;
}

/** What a transaction that stays cancelled ends with. */
export function cancelledError(table: Table, attempts: number, error: unknown): PhaseMirrorError {
  return runtimeError('PM-3001', {
    what: `DynamoDB TransactWriteItems on table ${table.spec.name} in ${table.region}`,
    why: `${isError(error) ? error.message : String(error)} (${attempts} attempts)`,
    cause: error,
  });
}

/**
 * Reads and writes again while others write in between: `once` decides on what is there, and its
 * transaction holds only on that. Throws PM-3007 when others were always faster, PM-3001 when the
 * transaction was cancelled for another reason.
 */
export async function amongOthers<T>(
  table: Table,
  what: string,
  once: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once();
    } catch (error) {
      const codes = cancellation(error);
      if (codes === undefined) throw error;
      if (!mayPass(codes)) throw cancelledError(table, attempt, error);
      if (attempt >= 2 * table.attempts) {
        if (codes.some((code) => THROTTLED.includes(code))) {
          throw cancelledError(table, attempt, error);
        }
        throw runtimeError('PM-3007', {
          what: `${what} in table ${table.spec.name} in ${table.region}`,
        });
      }
      await backOff(attempt);
    }
  }
}
