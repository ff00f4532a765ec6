/** How one of several pieces of work ended. */
export type Ending<K, T> =
  | { readonly key: K; readonly ok: true; readonly value: T }
  | { readonly key: K; readonly ok: false; readonly error: unknown };

/**
 * Does the work for every key, at most `limit` at a time, in the order given. One failure does not
 * stop the others: what they began must end well.
 */
export async function sideBySide<K, T>(
  keys: readonly K[],
  limit: number,
  work: (key: K) => Promise<T>,
): Promise<readonly Ending<K, T>[]> {
  const endings: Ending<K, T>[] = [];
  const queue = keys.map((key, index) => ({ key, index }));
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { key, index } = next;
      try {
        endings[index] = { key, ok: true, value: await work(key) };
      } catch (error) {
        endings[index] = { key, ok: false, error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, keys.length) }, worker));
  return endings;
}

/** All values in the order of the keys; throws the first failure after all have ended. */
export async function allSideBySide<K, T>(
  keys: readonly K[],
  limit: number,
  work: (key: K) => Promise<T>,
): Promise<readonly T[]> {
  const endings = await sideBySide(keys, limit, work);
  return endings.map((ending) => {
    if (!ending.ok) throw ending.error;
    return ending.value;
  });
}
