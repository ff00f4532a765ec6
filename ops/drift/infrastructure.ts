import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import type { ParameterNames, StackId } from '../../runtime/src/names/index.js';
import { resourceKind } from '../../runtime/src/drift/resource-fields.js';
import { requireBackend } from '../terraform/deploy.js';
import type { Session } from '../terraform/session.js';
import {
  showDrift,
  type LiveResource,
  type PlannedValues,
  type ShownDrift,
} from '../terraform/show-plan.js';
import { sideBySide } from '../terraform/side-by-side.js';
import { initialise, planStack, selectWorkspace } from '../terraform/stack.js';
import { differing } from './differing.js';
import type { DriftHalf, DriftRow } from './report.js';

/** A plan is work for the CPU: more than this at a time only wait for one another. */
const PLANS_AT_A_TIME = 2;

/** One stack that was compared. */
export interface ComparedStack {
  readonly rows: readonly DriftRow[];
  /** Type of each resource that drifted, and of each that the state has. */
  readonly drifted: readonly string[];
  readonly total: readonly string[];
}

/** What became of one stack: its drift, or why it is not known. */
export type StackDrift = { readonly stack: StackId } & (ComparedStack | { readonly why: string });

/**
 * Compares what is live with the state of each stack. Writes nothing, not even a lock: a deploy that is
 * under way at the same time shows as drift. A stack that cannot be read is unknown, the others are
 * compared. Throws PM-6008 without a backend and PM-7005.
 */
export async function infrastructureDrift(session: Session): Promise<DriftHalf> {
  const { context, deployment, stacks } = session;
  await requireBackend(session);
  await session.synthesise();
  const endings = await sideBySide(deployment.stacks, PLANS_AT_A_TIME, (stack) =>
    context.steps.run(
      `compare ${stack} with what is live`,
      async () => {
        await initialise(stacks, stack);
        await selectWorkspace(stacks, stack);
        const plan = await planStack(stacks, stack, { lock: false, refreshOnly: true });
        return comparedStack(stack, await showDrift(stacks, plan), deployment.names.parameters);
      },
      ({ rows, total }) => `${rows.length} of ${total.length} resources drifted`,
    ),
  );
  return infrastructureHalf(
    endings.map((ending): StackDrift => {
      if (ending.ok) return { stack: ending.key, ...ending.value };
      const { error } = ending;
      if (!(error instanceof PhaseMirrorError) || error.code === 'PM-7005') throw error;
      return { stack: ending.key, why: error.message };
    }),
  );
}

/** What of a stack has drifted, from its plan. Pure. */
export function comparedStack(
  stack: StackId,
  { drifted: shown, live, read }: ShownDrift,
  parameters: ParameterNames,
): ComparedStack {
  const drifted = shown.filter((one) => !isRetired(one, read, parameters));
  const gone = drifted.filter(({ actions }) => actions.includes('delete'));
  const rows = drifted.flatMap((one) => rowOf(stack, one, live));
  const subjects = new Set(rows.map(({ subject }) => subject));
  return {
    rows,
    drifted: drifted
      .filter(({ address }) => subjects.has(`${stack}/${address}`))
      .map(({ type }) => type),
    total: [...live, ...gone].map(({ type }) => type),
  };
}

/** The half of the report, from what each stack's plan has found; weights are the oracle's (MD-005.7). Pure. */
export function infrastructureHalf(stacks: readonly StackDrift[]): DriftHalf {
  const known = stacks.flatMap((one) => ('why' in one ? [] : [one]));
  const weigh = (types: readonly string[]): number =>
    types.reduce((sum, type) => sum + resourceKind(type).weight, 0);
  const total = known.flatMap((one) => one.total);
  // A state without a resource was compared with nothing.
  const empty = known.filter((one) => one.total.length === 0);
  return {
    half: 'infrastructure',
    compared: `${total.length} resources of ${known.map(({ stack }) => stack).join(', ') || 'no stack'} with their states`,
    rows: known.flatMap(({ rows }) => rows),
    magnitude:
      total.length === 0 ? undefined : weigh(known.flatMap((one) => one.drifted)) / weigh(total),
    unknown: [
      ...stacks.flatMap((one) => ('why' in one ? [`${one.stack}: ${one.why}`] : [])),
      ...empty.map(({ stack }) => `${stack}: its state holds no resource`),
    ],
  };
}

/**
 * Whether it is the first version of a secret that was taken away as it should be: a marker says so, and
 * the stack does not want it any more. Its state remembers it until another change of the stack is applied.
 */
function isRetired(
  { type, actions, before }: PlannedValues,
  read: readonly LiveResource[],
  parameters: ParameterNames,
): boolean {
  if (type !== 'aws_ssm_parameter' || !actions.includes('delete')) return false;
  const markers = read
    .filter((one) => one.type === 'aws_ssm_parameters_by_path')
    .flatMap(({ values }) => (values['names'] ?? []) as readonly string[]);
  const name = typeof before['name'] === 'string' ? before['name'] : '';
  return (['nonce', 'salt'] as const).some((kind) => {
    const version = parameters.versionOf(kind, name);
    return version !== undefined && markers.includes(parameters.retired(kind, version));
  });
}

function rowOf(
  stack: StackId,
  one: PlannedValues,
  live: readonly LiveResource[],
): readonly DriftRow[] {
  const subject = `${stack}/${one.address}`;
  if (one.actions.includes('delete')) {
    return [{ subject, outcome: 'gone', says: 'the state has it, and it is not there any more' }];
  }
  const names = differing(one, live);
  if (names.length === 0) return [];
  return [{ subject, outcome: 'changed', says: `other than in the state: ${names.join(', ')}` }];
}
