import { join } from 'node:path';
import type { StackId } from '../../runtime/src/names/index.js';
import { deploymentFor, type Deployment } from '../../stacks/environments.js';
import type { AwsClients } from '../aws/clients.js';
import type { Context } from '../frame/runbook.js';
import { environmentFolder, workFolder } from '../frame/work-folder.js';
import { environmentIo } from '../local-aws/environment.js';
import { identityAt } from '../local-aws/state.js';
import { claimFolder } from './claim.js';
import { terraformSetting } from './cli-config.js';
import { interruptedSteps, type InterruptedStep } from './dead-run.js';
import { openJournal } from './journal.js';
import { dropOldRuns, logFolderOf } from './old-runs.js';
import { waitForOrphans } from './orphans.js';
import type { Stacks } from './stack.js';
import type { Backend } from './state-objects.js';
import { stackFolders, synthesise } from './synthesise.js';

/** One run on one environment: what its bootstrap, deploy and destruction share. */
export interface Session {
  readonly context: Context;
  /** Unique for this run. */
  readonly run: string;
  readonly runbook: string;
  readonly deployment: Deployment;
  readonly stacks: Stacks;
  readonly backend: Backend;
  /** `.phase-mirror/<environment>`. */
  readonly folder: string;
  /** What earlier runs left unfinished. */
  readonly interrupted: readonly InterruptedStep[];
  /** Stacks whose remains of dead runs this session has cleared away. */
  readonly recovered: Set<StackId>;
  /** Stacks in which an apply of this session has written something. */
  readonly written: Set<StackId>;
  /** Synthesises once a session; answers the folder. */
  synthesise(): Promise<string>;
}

export const interruptedOf = (session: Session, stack: StackId): readonly InterruptedStep[] =>
  session.interrupted.filter((step) => step.stack === stack);

/**
 * Opens an environment for one run of a runbook, does the work and closes it. Finds out about runs
 * that died, and waits for a Terraform of theirs that still works. Throws PM-1002 for settings,
 * PM-6002 when another run has the environment's folder, PM-7004 when AWS is not the one meant, PM-6012
 * when it refuses a call.
 */
export async function withSession<T>(
  context: Context,
  runbook: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { environment, steps } = context;
  const io = await environmentIo(context.io, environment);
  const deployment = deploymentFor(environment, io.env);
  const folder = environmentFolder(io, environment);
  const release = claimFolder(folder, runbook, () => io.now());
  try {
    // Loading the SDK takes 0.3 s: not before it is known that something will be asked.
    const { awsClients } = await import('../aws/clients.js');
    const { assertAccount, explained } = await import('../aws/failure.js');
    const clients: AwsClients = awsClients(io.env, deployment.stateScope.region);
    const logs = join(folder, 'logs');
    const file = join(folder, 'journal.jsonl');
    dropOldRuns(file, logs);
    const journal = openJournal(file, runbook, () => io.now());
    try {
      await assertAccount(clients, deployment.settings.account);
      const interrupted = interruptedSteps(journal.before);
      for (const { runbook, what, stack, at, cancelled } of interrupted) {
        steps.say(
          `  ${runbook} ${cancelled ? 'was cancelled' : 'died'} during ${what} of ${stack} (${at}): looking at what it left`,
        );
      }
      await waitForOrphans(interrupted, steps, io.signal);
      const endpoint = io.env['AWS_ENDPOINT_URL'];
      const instance = endpoint === undefined ? 'aws' : ((await identityAt(endpoint)) ?? endpoint);
      const setting = terraformSetting(io.env, workFolder(io));
      const stacks: Stacks = {
        io,
        environment,
        steps,
        env: { ...setting.env, AWS_ENDPOINT_URL: endpoint },
        logs: join(logs, logFolderOf(journal.run, runbook)),
        plans: join(folder, 'plans'),
        journal,
        instance,
        folderOf: stackFolders(io, environment),
      };
      let synthesised: Promise<string> | undefined;
      const session: Session = {
        context: { ...context, io },
        run: journal.run,
        runbook,
        deployment,
        stacks,
        backend: { clients, state: deployment.state, workspace: environment },
        folder,
        interrupted,
        recovered: new Set(),
        written: new Set(),
        synthesise: () =>
          (synthesised ??= steps.run('synthesise', () => synthesise(io, environment))),
      };
      return await work(session);
    } catch (error) {
      throw explained(error, `${runbook} ${environment}`, clients.target);
    } finally {
      journal.end();
      clients.close();
    }
  } finally {
    release();
  }
}
