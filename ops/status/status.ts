import { PhaseMirrorError } from '../../runtime/src/errors/index.js';
import type { Environment, StackId } from '../../runtime/src/names/index.js';
import { deploymentFor, type Deployment } from '../../stacks/environments.js';
import type { Io } from '../frame/io.js';
import { environmentFolder } from '../frame/work-folder.js';
import { environmentIo } from '../local-aws/environment.js';
import { findLocalAws, type Found } from '../local-aws/state.js';
import { readDeployed, type Deployed } from '../terraform/deployed.js';
import { stackFolders } from '../terraform/synthesise.js';
import { hasUnwritten } from '../terraform/unwritten-file.js';
import { readEvaluations, type Evaluation } from '../up/evaluations.js';

/** One stack as its state object in the bucket says. */
export interface StackStatus {
  readonly stack: StackId;
  /** Terraform's serial of the state; absent: there is no state. */
  readonly serial?: number;
  readonly resources: number;
  /** Whether the state is the one that this work folder deployed last. */
  readonly asDeployedHere: boolean;
  /** Why the state could not be read: then nothing of the above is known. */
  readonly unknown?: string;
  /** An apply could not write its state; it is kept here, and the next deploy puts it there. */
  readonly unwritten?: true;
}

export interface Status {
  readonly environment: Environment;
  /** Where AWS calls go; absent when there is nothing to ask. */
  readonly endpoint?: string;
  /** The local AWS of this work folder; absent for other environments and endpoints. */
  readonly local?: Found;
  /** Empty when there was nothing to ask. */
  readonly stacks: readonly StackStatus[];
  readonly deployed?: Deployed;
  readonly evaluations: readonly Evaluation[];
  /** Every stack has a state with resources; undefined where that could not be told. */
  readonly stands: boolean | undefined;
}

/**
 * What is up, asked of the world and not remembered. What AWS does not tell is unknown, and the rest is
 * answered. Throws PM-7004, PM-6012 and PM-1002.
 */
export async function statusOf(io: Io, environment: Environment): Promise<Status> {
  const evaluations = readEvaluations(io, environment);
  const own = io.env['AWS_ENDPOINT_URL'];
  const local = environment === 'local' && !own ? await findLocalAws(io) : undefined;
  const base = { environment, evaluations, ...(local === undefined ? {} : { local }) };
  if (local !== undefined && local.kind !== 'running') {
    // A process of ours that does not answer holds an environment of which nothing is known.
    return { ...base, stacks: [], stands: local.kind === 'silent' ? undefined : false };
  }
  const reached = await environmentIo(io, environment);
  const deployment = deploymentFor(environment, reached.env);
  const deployed = readDeployed({ folder: environmentFolder(io, environment) });
  const stacks = await stacksOf(reached, deployment, deployed);
  return {
    ...base,
    endpoint: reached.env['AWS_ENDPOINT_URL'] || `AWS in ${deployment.settings.region}`,
    ...(deployed === undefined ? {} : { deployed }),
    stacks,
    stands: stacks.some(({ unknown }) => unknown !== undefined)
      ? undefined
      : stacks.every(({ resources }) => resources > 0),
  };
}

async function stacksOf(
  io: Io,
  deployment: Deployment,
  deployed: Deployed | undefined,
): Promise<readonly StackStatus[]> {
  const { awsClients } = await import('../aws/clients.js');
  const { assertAccount, explained, said } = await import('../aws/failure.js');
  const { storedState } = await import('../terraform/state-objects.js');
  const { environment, state, stateScope, settings } = deployment;
  const clients = awsClients(io.env, stateScope.region);
  const folders = { folderOf: stackFolders(io, environment) };
  try {
    await assertAccount(clients, settings.account);
    return await Promise.all(
      deployment.stacks.map(async (stack): Promise<StackStatus> => {
        const kept = hasUnwritten(folders, stack) ? ({ unwritten: true } as const) : {};
        const none = { stack, resources: 0, asDeployedHere: false, ...kept };
        try {
          const stored = await storedState({ clients, state, workspace: environment }, stack);
          if (stored === undefined) return none;
          const { serial, lineage, resources } = stored;
          const last = deployed?.stacks[stack];
          const asDeployedHere = last?.lineage === lineage && last.serial === serial;
          return { stack, serial, resources, asDeployedHere, ...kept };
        } catch (error) {
          if (error instanceof PhaseMirrorError) throw error;
          return { ...none, unknown: said(error) };
        }
      }),
    );
  } catch (error) {
    throw explained(error, `status ${environment}`, clients.target);
  } finally {
    clients.close();
  }
}
