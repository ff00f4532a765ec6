import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StackId } from '../../runtime/src/names/index.js';
import { opsError } from '../errors.js';
import type { Diagnostic } from './events.js';
import { awsIdFinder } from './id-finder.js';
import { importId, isOurs, type IdFinder } from './import-ids.js';
import type { StackPlan } from './plan.js';
import type { Session } from './session.js';
import { showPlan } from './show-plan.js';
import { applyPlan, planStack, tryPlan, type PlanOptions } from './stack.js';
import { stackFailure } from './stack-failure.js';
import { dropStraySecrets } from './stray-secrets.js';

/** Read by Terraform beside the synthesised configuration, and removed after the plan. */
export const ADOPTION_FILE = 'adoption.tf.json';

/** Address and id of an object that may already exist. */
export interface Candidate {
  readonly to: string;
  readonly id: string;
}

const ROUNDS = 4;

/**
 * Plans once more so that objects which the plan would create, but which already exist (a kill came
 * between their creation and the writing of the state), are imported. Terraform itself finds out
 * which exist: the import of one that does not is refused, and left out of the next plan.
 */
export async function planWithAdoption(
  session: Session,
  plan: StackPlan,
  options: PlanOptions = {},
): Promise<StackPlan> {
  if (!plan.changes.some(({ action }) => action === 'create')) return plan;
  const { stacks, deployment, backend } = session;
  const { stack } = plan;
  const scope = stack === 'foundation' ? deployment.stateScope : deployment.scope;
  const file = join(stacks.folderOf(stack), ADOPTION_FILE);
  let candidates = await candidatesOf(session, plan, scope, awsIdFinder(backend.clients));
  try {
    for (let round = 0; candidates.length > 0 && round < ROUNDS; round++) {
      writeFileSync(file, JSON.stringify({ import: candidates }));
      const next = await tryPlan(stacks, stack, options);
      if (next.plan !== undefined) return await saidAndChecked(session, next.plan);
      const refused = refusedImports(next.result.diagnostics, candidates);
      if (refused.size === 0) throw stackFailure(stacks, stack, 'plan', next.result);
      candidates = candidates.filter(({ to }) => !refused.has(to));
    }
  } finally {
    rmSync(file, { force: true });
  }
  // Nothing of it exists. The plan in the file is that of a refused import: make it anew.
  const fresh = await tryPlan(stacks, stack, options);
  if (fresh.plan === undefined) throw stackFailure(stacks, stack, 'plan', fresh.result);
  return fresh.plan;
}

async function candidatesOf(
  { stacks }: Session,
  plan: StackPlan,
  scope: { readonly account: string; readonly region: string },
  find: IdFinder,
): Promise<readonly Candidate[]> {
  const created = (await showPlan(stacks, plan)).filter(({ actions }) => actions[0] === 'create');
  const ids = await Promise.all(created.map((values) => importId(values, scope, find)));
  return created.flatMap(({ address }, i) => {
    const id = ids[i];
    return id === undefined ? [] : [{ to: address, id }];
  });
}

/** The addresses whose import Terraform refused because nothing is there. */
export function refusedImports(
  diagnostics: readonly Diagnostic[],
  candidates: readonly Candidate[],
): ReadonlySet<string> {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  return new Set(
    candidates
      .filter(({ to }) =>
        errors.some(
          ({ summary, detail }) =>
            /Cannot import non-existent remote object/.test(summary) && detail.includes(`"${to}"`),
        ),
      )
      .map(({ to }) => to),
  );
}

/** Refuses to take over what carries somebody else's tags. */
async function saidAndChecked({ stacks, context }: Session, plan: StackPlan): Promise<StackPlan> {
  const taken = (await showPlan(stacks, plan)).filter(({ importing }) => importing);
  for (const { address, before, after } of taken) {
    if (isOurs(before, after)) continue;
    throw opsError('PM-6001', {
      what: `${plan.stack}: ${address}`,
      why: 'an object of that name exists in this account, but its tags say that it is not ours',
      remedy: 'Find out whose it is; rename or remove it, then run the command again.',
    });
  }
  for (const change of plan.changes) {
    if (change.importing === undefined) continue;
    const text = `${plan.stack}: ${change.address} exists and is in no state; it is taken over (${change.importing})`;
    context.steps.say(`  ${text}`);
    stacks.journal.write({ kind: 'note', run: stacks.journal.run, text });
  }
  return plan;
}

/**
 * Takes existing objects that are in no state into the state and makes nothing new beyond what they
 * depend on: before a destruction, which sees only what is in the state.
 */
export async function adoptStrays(session: Session, stack: StackId): Promise<void> {
  const { stacks } = session;
  const adopted = await planWithAdoption(session, await planStack(stacks, stack));
  await dropStraySecrets(session, adopted, { everything: true });
  const imports = adopted.changes.flatMap(({ address, importing }) =>
    importing === undefined ? [] : [{ to: address, id: importing }],
  );
  if (imports.length === 0) return;
  const file = join(stacks.folderOf(stack), ADOPTION_FILE);
  writeFileSync(file, JSON.stringify({ import: imports }));
  try {
    const plan = await planStack(stacks, stack, { targets: imports.map(({ to }) => to) });
    const applied = await applyPlan(stacks, plan);
    if (applied.exit !== 0) throw stackFailure(stacks, stack, 'apply', applied);
  } finally {
    rmSync(file, { force: true });
  }
}

/** Removes an adoption file that a killed run left: its imports would fail the next plan. */
export function dropAdoptionFile(folder: string): void {
  rmSync(join(folder, ADOPTION_FILE), { force: true });
}
