import type { StackId } from '../../runtime/src/names/index.js';
import { isEmpty, type StateDifference } from './difference.js';
import type { StateVersion } from './versions.js';

/** The versions of each stack's state, newest first. */
export function renderVersions(
  stacks: readonly { readonly stack: StackId; readonly versions: readonly StateVersion[] }[],
): string {
  return stacks
    .flatMap(({ stack, versions }) => [
      versions.length === 0 ? `${stack}: no state` : stack,
      ...versions.map(rowOf),
    ])
    .map((line) => `${line}\n`)
    .join('');
}

function rowOf({ version, at, current, bytes, deletion, state }: StateVersion): string {
  const held = deletion
    ? 'deleted'
    : state === undefined
      ? `no state (${bytes} bytes)`
      : `serial ${state.serial}, ${state.resources} resources, lineage ${state.lineage.slice(0, 8)}`;
  return `  ${version}  ${at}  ${held}${current ? '  (present)' : ''}`;
}

/** One line for each thing that differs. */
export function renderDifference(difference: StateDifference): readonly string[] {
  if (isEmpty(difference)) return ['nothing differs'];
  const { added, removed, changed, outputs } = difference;
  return [
    ...added.map((address) => `+ ${address}`),
    ...removed.map((address) => `- ${address}`),
    ...changed.map(({ address, attributes }) => `~ ${address}: ${attributes.join(', ')}`),
    ...outputs.map((output) => `${output.slice(0, 1)} output ${output.slice(1)}`),
  ];
}
