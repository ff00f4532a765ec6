import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js';
import { Aspects, S3Backend, TerraformOutput, TerraformStack, type TerraformElement } from 'cdktf';
import { Construct, type IConstruct, type Node } from 'constructs';
import type { StackId } from '../../runtime/src/names/index.js';
import type { Deployment } from '../environments.js';
import { tagsOf } from '../tags.js';
import { WorkspaceGuard } from './workspace-guard.js';

/**
 * One stack of one environment: provider bound to the account, state in the foundation's bucket,
 * guard of the workspace, tags. Knows no endpoint and no credentials.
 */
export abstract class EnvironmentStack extends TerraformStack {
  /** Whether what holds state is guarded against destruction: everywhere but `local`. */
  protected readonly isProtected: boolean;
  /** Outputs live in a scope of their own, so that one may be named like a resource. */
  private outputs: Construct | undefined;

  constructor(
    app: Construct,
    readonly stackId: StackId,
    protected readonly deployment: Deployment,
  ) {
    super(app, stackId);
    const { environment, scope } = deployment;
    this.isProtected = environment !== 'local';
    const guard = new WorkspaceGuard(this, 'workspace_guard', environment);
    Aspects.of(this).add({ visit: (node) => guard.goesBefore(node) });
    new AwsProvider(this, 'aws', {
      region: scope.region,
      // Evaluated by destroy as well, which no precondition is.
      allowedAccountIds: [guard.inItsWorkspace(scope.account)],
      defaultTags: [{ tags: { ...tagsOf(deployment, stackId) } }],
    });
    this.keepStateInFoundation();
  }

  private keepStateInFoundation(): void {
    const { state, stateScope } = this.deployment;
    new S3Backend(this, {
      bucket: state.bucket,
      key: state.key(this.stackId),
      workspaceKeyPrefix: state.workspaceKeyPrefix,
      region: stateScope.region,
      allowedAccountIds: [stateScope.account],
      encrypt: true,
      // Without it objects are written with AES256 even though the bucket's default is this key.
      kmsKeyId: `arn:aws:kms:${stateScope.region}:${stateScope.account}:${state.keyAlias}`,
      dynamodbTable: state.lockTable,
    });
    // Both locks: DynamoDB's is deprecated in Terraform 1.11, and cdktf 0.21 does not type the other.
    this.addOverride('terraform.backend.s3.use_lockfile', true);
  }

  /** An output under exactly this name. */
  protected output(name: string, value: unknown, description: string): void {
    this.outputs ??= new Construct(this, 'outputs');
    new TerraformOutput(this.outputs, name, { value, description, staticId: true });
  }

  /** Addresses that people read in plans and name in `-target`: the path, without cdktf's hashes. */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = 'node' in element ? (element as IConstruct).node : element;
    const above = node.scopes.indexOf(this) + 1;
    return node.scopes
      .slice(above)
      .map((construct) => construct.node.id)
      .join('_');
  }
}
