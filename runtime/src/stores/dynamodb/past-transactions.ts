import { backOff, errorName } from '../../aws/call.js';

/**
 * One item's write, tried again while a transaction under way is in its way: the SDK does not repeat
 * that. At most `attempts` requests.
 */
export async function pastTransactions<T>(attempts: number, write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      const inTheWay = errorName(error) === 'TransactionConflictException';
      if (!inTheWay || attempt >= attempts) throw error;
      await backOff(attempt);
    }
  }
}
