import { createHash } from 'node:crypto';
import type { AwsClients } from '../../../ops/aws/clients.js';
import { EMULATOR_READS } from './emulator-reads.js';

/** Everything that the emulator holds: a digest by name of the thing. No value is kept of a secret. */
export type EmulatorState = ReadonlyMap<string, string>;

/**
 * Reads all that is there of every service that the house uses, with its data: items, versions of
 * objects and parameters, metric samples, log events. Two reads with nothing between them are equal.
 */
export async function emulatorState(aws: AwsClients): Promise<EmulatorState> {
  const state = new Map<string, string>();
  await Promise.all(
    EMULATOR_READS.map((read) =>
      read(aws, (thing, value) => {
        if (state.has(thing)) throw new Error(`${thing} was read twice`);
        state.set(thing, digest(value));
      }),
    ),
  );
  // A snapshot of nothing would be equal to any other.
  if (state.size === 0) throw new Error('the emulator holds nothing');
  return state;
}

/** What differs, one line a thing: `+` new, `-` gone, `~` changed. Empty: the states are equal. */
export function stateChanges(before: EmulatorState, after: EmulatorState): readonly string[] {
  const things = [...new Set([...before.keys(), ...after.keys()])].sort();
  return things.flatMap((thing) => {
    if (before.get(thing) === after.get(thing)) return [];
    if (!before.has(thing)) return [`+ ${thing}`];
    return [after.has(thing) ? `~ ${thing}` : `- ${thing}`];
  });
}

/** Runs something between two snapshots. For `--dry-run`: `expect(changes).toEqual([])`. */
export async function changesDuring<T>(
  aws: AwsClients,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly changes: readonly string[] }> {
  const before = await emulatorState(aws);
  const result = await work();
  return { result, changes: stateChanges(before, await emulatorState(aws)) };
}

function digest(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

/** JSON with sorted keys and lists, without the SDK's notes about the call. */
function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value);
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('base64'));
  // AWS promises no order for what it lists; a list whose order alone changed is no write.
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([key, content]) => key !== '$metadata' && content !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, content]) => `${JSON.stringify(key)}:${canonical(content)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'undefined';
}
