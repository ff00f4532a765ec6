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

/** The values of a saved plan. Costs a start of the provider, so only recovery asks. */
export async function showPlan(
  terraform: Terraform,
  { stack, file }: StackPlan,
): Promise<PlannedValues[]> {
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
  const shown = JSON.parse(stdout) as {
    readonly resource_changes?: readonly {
      readonly address: string;
      readonly type: string;
      readonly change: {
        readonly actions: readonly string[];
        readonly before?: Record<string, unknown> | null;
        readonly after?: Record<string, unknown> | null;
        readonly importing?: unknown;
      };
    }[];
  };
  return (shown.resource_changes ?? []).map(({ address, type, change }) => ({
    address,
    type,
    actions: change.actions,
    before: change.before ?? {},
    after: change.after ?? {},
    importing: change.importing !== undefined && change.importing !== null,
  }));
}
