import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BACKEND_ADDRESSES } from '../../stacks/backend-addresses.js';
import { opsError } from '../errors.js';
import { shortPath } from '../frame/tool-failure.js';
import { planWithAdoption } from './adoption.js';
import { applyAgain } from './apply-again.js';
import {
  localState,
  localStateFile,
  localStates,
  type FoundationWorld,
} from './foundation-world.js';
import { BOOTSTRAP_OVERRIDE } from './init-stamp.js';
import { onlyAdds } from './plan.js';
import { dropGenerated, mayHaveStrays, recoverStack } from './recover.js';
import type { Session } from './session.js';
import { initialise, selectWorkspace } from './stack.js';
import { storedState } from './state-objects.js';
import { planKeepingTainted } from './untaint.js';

/** Phase 1: the parts that a backend needs, with the state in the work folder. */
export async function createBackend(
  session: Session,
  world: FoundationWorld,
  repair: boolean,
): Promise<void> {
  const { stacks, context } = session;
  if (repair) await takeStateOut(session);
  useLocalState(session);
  const options = { targets: BACKEND_ADDRESSES };
  const plan = await context.steps.run(
    'plan the state backend',
    async () => {
      await initialise(stacks, 'foundation', 'reconfigure');
      await selectWorkspace(stacks, 'foundation');
      const file = localStateFile(session);
      const state = (): Promise<string | undefined> =>
        Promise.resolve(existsSync(file) ? readFileSync(file, 'utf8') : undefined);
      const first = await planKeepingTainted(stacks, 'foundation', state, options);
      const strays = Object.values(world.parts).some(Boolean);
      return strays || mayHaveStrays(session, 'foundation')
        ? planWithAdoption(session, first, options)
        : first;
    },
    ({ changes }) => `${changes.length} changes`,
  );
  if (!onlyAdds(plan.changes)) {
    throw opsError('PM-6004', {
      what: plan.changes
        .filter((change) => !onlyAdds([change]))
        .map(({ action, address }) => `foundation: ${action} ${address}`)
        .join('; '),
      why: 'bootstrap makes a backend and never destroys one',
    });
  }
  if (plan.changed) {
    await context.steps.run('make the state backend', () =>
      applyAgain(session, plan, { ...options, what: 'bootstrap' }),
    );
  }
}

/** Writes the override that keeps the foundation's state in the work folder. */
export function useLocalState(session: Session): void {
  mkdirSync(localStates(session), { recursive: true, mode: 0o700 });
  writeFileSync(
    join(session.stacks.folderOf('foundation'), BOOTSTRAP_OVERRIDE),
    JSON.stringify({ terraform: { backend: { local: { workspace_dir: localStates(session) } } } }),
  );
}

/** A broken backend is mended from a local copy of its state, which then moves back. */
async function takeStateOut(session: Session): Promise<void> {
  const stored = await storedState(session.backend, 'foundation');
  if (stored === undefined) return;
  const file = localStateFile(session);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, stored.text, { mode: 0o600 });
}

/** Phase 2: the local state moves into the bucket, and is removed once the bucket has it. */
export async function migrate(session: Session): Promise<void> {
  const { stacks, backend } = session;
  dropGenerated(session, 'foundation');
  const local = localState(localStateFile(session), BACKEND_ADDRESSES);
  if (local === undefined) throw new Error('nothing to migrate');
  await ensureLocalBackendKnown(session);
  // Of a migration that died; `force-unlock` would look for it in the local backend.
  await recoverStack(session, 'foundation', 'directly');
  await initialise(stacks, 'foundation', 'migrate');
  const stored = await storedState(backend, 'foundation');
  if (stored?.lineage !== local.lineage || stored.resources < local.resources) {
    throw opsError('PM-6009', {
      what: `s3://${backend.state.bucket}/${backend.state.objectKey(backend.workspace, 'foundation')}`,
      why: `after the migration it is not the state of ${shortPath(stacks.io.root, localStateFile(session))}, which is kept`,
    });
  }
  dropLocalState(session);
}

/**
 * `init -migrate-state` copies from the backend that the folder used last. When the folder was
 * synthesised anew, or a kill came in the middle, that may not be the local one.
 */
async function ensureLocalBackendKnown(session: Session): Promise<void> {
  const { stacks } = session;
  useLocalState(session);
  await initialise(stacks, 'foundation');
  await selectWorkspace(stacks, 'foundation');
  dropGenerated(session, 'foundation');
}

/** Removes the local state, which the bucket has. */
export function dropLocalState(session: Session): void {
  rmSync(localStates(session), { recursive: true, force: true });
}
