import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from './session.js';
import { stateOf, type State } from './state.js';
import { backendParts, storedState, type BackendParts } from './state-objects.js';

/** What is found of an account's foundation before anything is done. */
export interface FoundationWorld {
  readonly parts: BackendParts;
  /** The state in the bucket. */
  readonly stored: State | undefined;
  /** The state that an unfinished bootstrap, or a destruction, keeps in the work folder. */
  readonly local: (State & { readonly complete: boolean }) | undefined;
}

/** What bootstrap does next. */
export type FoundationStep =
  /** The backend is there and holds the foundation's state. `leftover`: so does the work folder. */
  | { readonly kind: 'ready'; readonly leftover: boolean }
  /** Make what the backend needs, with local state. `repair`: the stored state is taken first. */
  | { readonly kind: 'create'; readonly repair: boolean }
  /** All is made; the local state moves into the bucket. */
  | { readonly kind: 'migrate' }
  | { readonly kind: 'contradiction'; readonly why: string };

/** The decision, as a pure function of what was found: after a kill at any point it goes on. */
export function nextStep({ parts, stored, local }: FoundationWorld): FoundationStep {
  const whole = parts.bucket && parts.table && parts.key;
  const inBucket = stored !== undefined && stored.resources > 0 ? stored : undefined;
  const inFolder = local !== undefined && local.resources > 0 ? local : undefined;
  if (inBucket === undefined) {
    return inFolder?.complete === true && whole
      ? { kind: 'migrate' }
      : { kind: 'create', repair: false };
  }
  if (inFolder === undefined) {
    return whole ? { kind: 'ready', leftover: false } : { kind: 'create', repair: true };
  }
  if (inFolder.lineage !== inBucket.lineage) {
    return {
      kind: 'contradiction',
      why: `the state in the bucket has lineage ${inBucket.lineage}, the one in the work folder ${inFolder.lineage}`,
    };
  }
  if (inFolder.serial > inBucket.serial) {
    return inFolder.complete && whole ? { kind: 'migrate' } : { kind: 'create', repair: false };
  }
  return whole ? { kind: 'ready', leftover: true } : { kind: 'create', repair: true };
}

/** Folder of the local states, one folder a workspace in it. */
export const localStates = ({ folder }: Pick<Session, 'folder'>): string =>
  join(folder, 'bootstrap-state');

export const localStateFile = (session: Pick<Session, 'folder' | 'deployment'>): string =>
  join(localStates(session), session.deployment.environment, 'terraform.tfstate');

/** Looks at AWS and at the work folder; `addresses` must all be in a complete local state. */
export async function lookAtFoundation(
  session: Session,
  addresses: readonly string[],
): Promise<FoundationWorld> {
  const [parts, stored] = await Promise.all([
    backendParts(session.backend),
    storedState(session.backend, 'foundation'),
  ]);
  return { parts, stored, local: localState(localStateFile(session), addresses) };
}

export function localState(path: string, addresses: readonly string[]): FoundationWorld['local'] {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  // A local state is created empty before its first write.
  if (text.trim() === '') return undefined;
  const state = stateOf(text);
  return { ...state, complete: addresses.every((address) => state.addresses.includes(address)) };
}

/** What was found, in lines for a person. */
export function describeWorld({ parts, stored, local }: FoundationWorld): readonly string[] {
  const is = (there: boolean): string => (there ? 'there' : 'missing');
  const state = (one: State | undefined): string =>
    one === undefined ? 'none' : `serial ${one.serial}, ${one.resources} resources`;
  return [
    `state bucket ${is(parts.bucket)}, lock table ${is(parts.table)}, key ${is(parts.key)}`,
    `state in the bucket: ${state(stored)}`,
    ...(local === undefined ? [] : [`state in the work folder: ${state(local)}`]),
  ];
}
