import type { Io } from '../frame/io.js';
import type { Environment } from '../../runtime/src/names/index.js';
import { deploymentFor, type Deployment } from '../../stacks/environments.js';
import { awsClients, type AwsClients } from '../aws/clients.js';
import { assertAccount, said } from '../aws/failure.js';
import type { Check } from './check.js';
import { environmentChecks, foundationChecks } from './checks/index.js';
import { dependencyChecks } from './checks/dependencies.js';
import { liveEnvironment, type Live } from './live/index.js';
import { Missing } from './live/read.js';
import { rebootstrap, redeploy } from './remedies.js';
import { isSecret } from './secret-names.js';

/** The answer to one check. */
export interface Row {
  readonly id: string;
  readonly group: string;
  readonly promise: string;
  /** `could-not-run`: AWS did not answer the question, so nothing is known. Never a pass. */
  readonly outcome: 'pass' | 'fail' | 'could-not-run';
  readonly evidence: string;
  /** What to type; only where the check did not pass. */
  readonly remedy?: string;
  /** The resource that does not exist, when that is why the check failed. */
  readonly missing?: string;
}

export interface Verification {
  readonly rows: readonly Row[];
  readonly passed: number;
  readonly failed: number;
  readonly couldNotRun: number;
  /** Wall time, milliseconds. */
  readonly ms: number;
}

export interface Subject {
  readonly io: Pick<Io, 'env' | 'mask' | 'now'>;
  readonly environment: Environment;
  /** Clients of a region; default: those of `io.env`, closed at the end. */
  readonly clients?: (region: string) => AwsClients;
}

/**
 * Asks the live environment for every promise of design section 7. Secret values are read to judge
 * their form; they are masked from then on and are in no row. Throws PM-7004 when AWS cannot be
 * reached or is another account, PM-1002 when the settings cannot be used.
 */
export async function verifyEnvironment(subject: Subject): Promise<Verification> {
  const { io, environment } = subject;
  const deployment = deploymentFor(environment, io.env);
  const foundation = deployment.ownsFoundation
    ? deployment
    : deploymentFor(deployment.stateScope.environment, io.env);
  const { scope, stateScope } = deployment;
  const clientsOf = subject.clients ?? ((region: string) => awsClients(io.env, region));
  const clients = clientsOf(scope.region);
  const foundationClients =
    stateScope.region === scope.region ? clients : clientsOf(stateScope.region);
  const start = io.now();
  try {
    await assertAccount(clients, scope.account);
    const stateBucket = deployment.state.bucket;
    const live = liveEnvironment({ clients, foundationClients, stateBucket });
    await maskSecrets(live, deployment, io);
    const rows = [
      // Before the others and one after another, so that the times are those of a quiet connection.
      ...(await inSequence(dependencyChecks(deployment), live)),
      ...(await Promise.all([
        ...foundationChecks(foundation).map((check) =>
          ask(check, live.foundation, rebootstrap(foundation)),
        ),
        ...environmentChecks(deployment).map((check) => ask(check, live, redeploy(deployment))),
      ])),
    ];
    const count = (outcome: Row['outcome']): number =>
      rows.filter((row) => row.outcome === outcome).length;
    return {
      rows,
      passed: count('pass'),
      failed: count('fail'),
      couldNotRun: count('could-not-run'),
      ms: io.now() - start,
    };
  } finally {
    if (subject.clients === undefined) {
      clients.close();
      foundationClients.close();
    }
  }
}

async function inSequence(checks: readonly Check[], live: Live): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const check of checks) rows.push(await ask(check, live));
  return rows;
}

/** `whenMissing`: what makes a resource that does not exist, whatever was asked of it. */
async function ask(check: Check, live: Live, whenMissing = check.remedy): Promise<Row> {
  const { id, group, promise, remedy } = check;
  try {
    const { outcome, evidence, remedy: better } = await check.run(live);
    const row = { id, group, promise, outcome, evidence };
    return outcome === 'pass' ? row : { ...row, remedy: better ?? remedy };
  } catch (error) {
    if (error instanceof Missing) {
      const { resource: missing, message: evidence } = error;
      return { id, group, promise, outcome: 'fail', evidence, remedy: whenMissing, missing };
    }
    // Everything else, a bug in the check included: the promise is not known to hold.
    return {
      id,
      group,
      promise,
      outcome: 'could-not-run',
      evidence: said(error),
      remedy: ASK_AGAIN,
    };
  }
}

/** Shorter values cannot be masked; one is of the wrong form, and no check prints it. */
const MASKABLE = 8;

const ASK_AGAIN =
  'give the caller the right to read it (role operator), or run again when the service answers';

/** From here on nothing can print them, whatever a check or the SDK puts into a message. */
async function maskSecrets(live: Live, { names }: Deployment, io: Pick<Io, 'mask'>): Promise<void> {
  const parameters = await live.parameters(names.parameters.path).catch(() => []);
  for (const { Name, Type, Value = '' } of parameters) {
    const secret = Type === 'SecureString' || isSecret(names.parameters, Name);
    if (secret && Value.length >= MASKABLE) io.mask.add(Value);
  }
}
