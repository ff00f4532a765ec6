import type { Context } from '../frame/runbook.js';
import { environmentIo } from '../local-aws/environment.js';
import { ensureLocalAws } from '../local-aws/start.js';
import { findLocalAws, type LocalAws } from '../local-aws/state.js';
import type { BootstrapResult } from '../terraform/bootstrap.js';
import type { DeployResult } from '../terraform/deploy.js';
import type { Verification } from '../verify/verify.js';
import { NEEDED_BY_UP } from '../tools/catalogue.js';
import { detectTools } from '../tools/detect.js';
import { missingTools } from '../tools/missing.js';
import { evaluateExamples } from './examples.js';
import type { Evaluation } from './evaluations.js';

export interface UpResult {
  /** The local AWS of this work folder; absent where AWS_ENDPOINT_URL names another. */
  readonly local?: LocalAws;
  readonly endpoint: string;
  readonly bootstrap: BootstrapResult;
  readonly deploy: DeployResult;
  readonly verification: Verification;
  readonly evaluations: readonly Evaluation[];
  /** False when everything was there already: nothing was started, made or changed. */
  readonly changed: boolean;
}

/**
 * Makes the local environment stand and judges the two examples with it. Every part looks first at
 * what is there, so a second run changes nothing and a run after a kill goes on. Throws what its parts
 * throw; a deploy in part is thrown as the failure of its first stack.
 */
export async function up(context: Context): Promise<UpResult> {
  const { steps, environment } = context;
  await steps.run(
    'look for the tools',
    () => needTools(context),
    (found) => found.join(', '),
  );
  const own = context.io.env['AWS_ENDPOINT_URL'];
  if (own) steps.skip('start the local AWS', `AWS_ENDPOINT_URL is ${own}`);
  const ensured = own ? undefined : await ensureLocalAws(context.io, steps);
  const io = await environmentIo(context.io, environment);
  // Nothing in an emulator is worth a question.
  const made = await deployed({ ...context, io, yes: true });
  const { verifyEnvironment } = await import('../verify/verify.js');
  const verification = await steps.run(
    `verify ${environment}`,
    () => verifyEnvironment({ io, environment }),
    ({ passed, rows }) => `${passed} of ${rows.length} promises hold`,
  );
  const evaluations = await evaluateExamples({ ...context, io });
  return {
    ...(ensured === undefined ? {} : { local: ensured.local }),
    endpoint: io.env['AWS_ENDPOINT_URL'] ?? '',
    ...made,
    verification,
    evaluations,
    changed:
      ensured?.how === 'started' || made.bootstrap.changed || made.deploy.outcome !== 'unchanged',
  };
}

/** What `up` would do, from what is there. Changes nothing. */
export async function intentions({ io, environment }: Context): Promise<readonly string[]> {
  const own = io.env['AWS_ENDPOINT_URL'];
  const found = own ? undefined : await findLocalAws(io);
  const aws =
    found === undefined
      ? `use AWS at ${own ?? ''} (AWS_ENDPOINT_URL)`
      : found.kind === 'running'
        ? `use the local AWS at ${found.local.endpoint}, pid ${found.local.pid}`
        : 'start the local AWS on loopback, port 4566 or a free one';
  return [
    aws,
    `bootstrap the state backend of ${environment} where it is missing, with Terraform`,
    `plan every stack of ${environment} and apply what differs`,
    `verify every promise of ${environment}`,
    'make and judge the repositories examples/unsound and examples/sound',
  ];
}

async function needTools({ io }: Context): Promise<readonly string[]> {
  const needed = NEEDED_BY_UP.filter((id) => id !== 'python' || !io.env['AWS_ENDPOINT_URL']);
  const found = await detectTools(io, needed);
  const missing = missingTools(found);
  if (missing !== undefined) throw missing;
  return found.map(({ tool, version }) => `${tool.title} ${version ?? ''}`);
}

async function deployed(context: Context): Promise<Pick<UpResult, 'bootstrap' | 'deploy'>> {
  const { withSession } = await import('../terraform/session.js');
  const { bootstrap } = await import('../terraform/bootstrap.js');
  const { deploy } = await import('../terraform/deploy.js');
  return withSession(context, 'up', async (session) => {
    const bootstrapped = await bootstrap(session);
    const result = await deploy(session, { allowDestroy: [] });
    const failed = result.stacks.find(({ error }) => error !== undefined);
    if (failed?.error !== undefined) throw failed.error;
    return { bootstrap: bootstrapped, deploy: result };
  });
}
