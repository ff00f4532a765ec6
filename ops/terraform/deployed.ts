import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../frame/whole-file.js';
import type { StackId } from '../../runtime/src/names/index.js';
import type { Session } from './session.js';
import { storedState } from './state-objects.js';

/** Which states make up what is deployed: what a rollback or an audit asks first. */
export interface Deployed {
  readonly environment: string;
  /** ISO 8601, when this was last confirmed by a deploy. */
  readonly at: string;
  readonly stacks: Readonly<
    Partial<
      Record<
        StackId,
        { readonly lineage: string; readonly serial: number; readonly digest: string }
      >
    >
  >;
}

export const deployedFile = ({ folder }: Pick<Session, 'folder'>): string =>
  join(folder, 'deployed.json');

/** Records lineage, serial and SHA-256 of each stack's state as it is in the bucket. */
export async function recordDeployed(session: Session): Promise<Deployed> {
  const { deployment, backend, stacks } = session;
  const states = await Promise.all(
    deployment.stacks.map(async (stack) => [stack, await storedState(backend, stack)] as const),
  );
  const deployed: Deployed = {
    environment: deployment.environment,
    at: new Date(stacks.io.now()).toISOString(),
    stacks: Object.fromEntries(
      states.flatMap(([stack, state]) =>
        state === undefined
          ? []
          : [[stack, { lineage: state.lineage, serial: state.serial, digest: state.digest }]],
      ),
    ),
  };
  writeWhole(deployedFile(session), `${JSON.stringify(deployed, null, 2)}\n`);
  return deployed;
}

/** The last record; undefined when nothing was deployed from this work folder. */
export function readDeployed(session: Pick<Session, 'folder'>): Deployed | undefined {
  try {
    return JSON.parse(readFileSync(deployedFile(session), 'utf8')) as Deployed;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
