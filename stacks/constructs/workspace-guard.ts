import { dependable, TerraformResource } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import type { Environment } from '../../runtime/src/names/index.js';

/**
 * Ties a synthesised stack to the workspace of its environment. Nothing else does: Terraform would
 * apply a folder made for `local` in the workspace `production` without a word.
 */
export class WorkspaceGuard extends Construct {
  private readonly guard: TerraformResource;

  constructor(
    scope: Construct,
    id: string,
    private readonly environment: Environment,
  ) {
    super(scope, id);
    // Not cdktf's DataResource, which starts `terraform version` at every synthesis.
    this.guard = new TerraformResource(this, 'check', {
      terraformResourceType: 'terraform_data',
      lifecycle: {
        precondition: [
          {
            condition: `\${terraform.workspace == "${environment}"}`,
            errorMessage: `This folder was synthesised for the environment ${environment}, but the Terraform workspace is \${terraform.workspace}. Nothing was changed. Set TF_WORKSPACE=${environment}, or synthesise again for the other environment.`,
          },
        ],
      },
    });
    this.guard.overrideLogicalId('workspace_guard');
  }

  /** Makes a resource wait for the guard, so that nothing is even planned in the wrong workspace. */
  goesBefore(node: IConstruct): void {
    if (!(node instanceof TerraformResource) || node === this.guard) return;
    node.dependsOn = [...(node.dependsOn ?? []), dependable(this.guard)];
  }

  /** A value in the environment's own workspace; in any other one, an error of Terraform's. */
  inItsWorkspace(value: string): string {
    const message = `this folder was synthesised for the workspace ${this.environment}`;
    return `\${terraform.workspace == "${this.environment}" ? "${value}" : tobool("${message}")}`;
  }
}
