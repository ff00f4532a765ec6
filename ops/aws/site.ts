import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { deploymentFor, type Deployment } from '../../stacks/environments.js';
import type { Context } from '../frame/runbook.js';
import { environmentFolder } from '../frame/work-folder.js';
import type { Workplace } from '../frame/workplace.js';
import { environmentIo } from '../local-aws/environment.js';
import { whileClaimed } from '../terraform/environment-claim.js';
import type { Backend } from '../terraform/state-objects.js';
import { awsClients, type AwsClients } from './clients.js';
import { assertAccount, explained } from './failure.js';

/** An environment as a runbook works on it through AWS's own calls, without Terraform. */
export interface Site extends Workplace {
  readonly deployment: Deployment;
  /** Clients of the environment's region, closed when the work is done. */
  readonly clients: AwsClients;
  /** State bucket and lock table, with clients of their region. */
  readonly backend: Backend;
  /** `.phase-mirror/<environment>`. */
  readonly folder: string;
}

/**
 * Opens an environment for one run of a runbook, does the work and closes it. `runbook` names runbook
 * and action: `nonce rotate`. Throws PM-1002 for settings, PM-7004 when AWS cannot be reached or is
 * another account, PM-6012 when it refuses a call.
 */
export async function withSite<T>(
  context: Context,
  runbook: string,
  work: (site: Site) => Promise<T>,
): Promise<T> {
  const { environment } = context;
  const io = await environmentIo(context.io, environment);
  const deployment = deploymentFor(environment, io.env);
  const { scope, stateScope, state } = deployment;
  const clients = awsClients(io.env, scope.region);
  const sameRegion = stateScope.region === scope.region;
  const stateClients = sameRegion ? clients : awsClients(io.env, stateScope.region);
  const folder = environmentFolder(io, environment);
  const backend: Backend = { clients: stateClients, state, workspace: environment };
  const run = `${new Date(io.now()).toISOString()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const inside: Context = { ...context, io };
  const explain = (error: unknown, what: string): unknown => explained(error, what, clients.target);
  const site: Site = {
    context: inside,
    where: `${environment} (account ${scope.account}, ${scope.region})`,
    journal: join(folder, 'runbooks.jsonl'),
    run,
    deployment,
    clients,
    backend,
    folder,
    whileClaimed: (holder, task) =>
      whileClaimed({ context: inside, run, runbook: holder, backend }, task),
    explain,
  };
  try {
    await assertAccount(clients, scope.account);
    return await work(site);
  } catch (error) {
    throw explain(error, runbook);
  } finally {
    clients.close();
    if (!sameRegion) stateClients.close();
  }
}
