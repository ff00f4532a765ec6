import { runTool } from '../frame/process.js';
import { opsError } from '../errors.js';
import type { StackPlan } from './plan.js';
import type { Terraform } from './terraform.js';

/** One change of a saved plan with its values, as `terraform show -json` gives them. */
export interface PlannedValues {
  readonly address: string;
  readonly type: string;
  readonly actions: readonly string[];
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  readonly importing: boolean;
}

interface RawChange {
  readonly address: string;
  readonly type: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before?: Record<string, unknown> | null;
    readonly after?: Record<string, unknown> | null;
    readonly importing?: unknown;
  };
}

/** A resource as it is live, by Terraform's account. */
export interface LiveResource {
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

interface RawModule {
  readonly resources?: readonly {
    readonly type: string;
    readonly mode: string;
    readonly values?: Readonly<Record<string, unknown>>;
  }[];
  readonly child_modules?: readonly RawModule[];
}

interface RawPlan {
  readonly resource_changes?: readonly RawChange[];
  readonly resource_drift?: readonly RawChange[];
  readonly prior_state?: { readonly values?: { readonly root_module?: RawModule } };
}

/** The values of a saved plan. Costs a start of the provider, so only recovery asks. */
export async function showPlan(terraform: Terraform, plan: StackPlan): Promise<PlannedValues[]> {
  return ((await shown(terraform, plan)).resource_changes ?? []).map(valuesOf);
}

/** What is live and not as the state has it, and everything that is live. */
export interface ShownDrift {
  readonly drifted: readonly PlannedValues[];
  readonly live: readonly LiveResource[];
  /** What data sources answered. */
  readonly read: readonly LiveResource[];
}

/** The drift that a saved `-refresh-only` plan has found. */
export async function showDrift(terraform: Terraform, plan: StackPlan): Promise<ShownDrift> {
  const { resource_drift: drift = [], prior_state: state } = await shown(terraform, plan);
  const root = state?.values?.root_module ?? {};
  return {
    drifted: drift.map(valuesOf),
    live: ofMode('managed', root),
    read: ofMode('data', root),
  };
}

const ofMode = (
  wanted: 'managed' | 'data',
  { resources = [], child_modules: modules = [] }: RawModule,
): LiveResource[] => [
  ...resources
    .filter(({ mode }) => mode === wanted)
    .map(({ type, values = {} }) => ({ type, values })),
  ...modules.flatMap((module) => ofMode(wanted, module)),
];

async function shown(terraform: Terraform, { stack, file }: StackPlan): Promise<RawPlan> {
  // Kept in memory: the values of a plan belong in no log.
  const { exit, stdout } = await runTool(terraform.io, {
    command: 'terraform',
    args: ['show', '-json', file],
    cwd: terraform.folderOf(stack),
    env: { ...terraform.env, TF_WORKSPACE: terraform.environment },
  });
  if (exit !== 0) {
    throw opsError('PM-6001', { what: `${stack}: terraform show ended with exit ${exit}` });
  }
  return JSON.parse(stdout) as RawPlan;
}

const valuesOf = ({ address, type, change }: RawChange): PlannedValues => ({
  address,
  type,
  actions: change.actions,
  before: change.before ?? {},
  after: change.after ?? {},
  importing: change.importing !== undefined && change.importing !== null,
});
