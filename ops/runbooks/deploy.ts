import { errorRecord, EXIT, renderError } from '../../runtime/src/errors/index.js';
import { opsError } from '../errors.js';
import type { Context, Outcome, Runbook } from '../frame/runbook.js';
import type { DeployResult } from '../terraform/deploy.js';
import type { Session } from '../terraform/session.js';

export const deploy: Runbook = {
  name: 'deploy',
  summary: 'plan every stack, review, apply exactly those plans, verify',
  example: 'npm run ops -- deploy --env staging',
  when: 'After a change of the stacks or settings was merged; again after a deploy in part.',
  changes:
    'Applies exactly the plan that was reviewed. What holds state is destroyed or replaced only where `--allow-destroy ADDRESS` names it. A state that an earlier apply could not write is put into the bucket first, when it fits what is there.',
  undo: 'Deploy the former revision: `git checkout <revision>`, then the same command. A lost state object comes back from its older versions in the bucket.',
  options: {
    'allow-destroy': {
      type: 'string',
      value: 'ADDRESS',
      multiple: true,
      help: 'allow the destruction or replacement of this stateful resource; repeatable',
    },
    'no-verify': { type: 'boolean', help: 'do not verify the environment afterwards' },
  },
  async run(context: Context): Promise<Outcome> {
    // The AWS clients take longer to load than `--help` may.
    const { withSession } = await import('../terraform/session.js');
    const { deploy } = await import('../terraform/deploy.js');
    const allowDestroy = (context.values['allow-destroy'] ?? []) as readonly string[];
    return withSession(context, 'deploy', async (session) => {
      const result = await deploy(session, { allowDestroy });
      return verified(session, result, await outcomeOf(session, result));
    });
  },
};

/** The outcome of the deploy itself, before anything is verified. */
async function outcomeOf(session: Session, result: DeployResult): Promise<Outcome> {
  const { environment } = session.context;
  const json = documentOf(result);
  switch (result.outcome) {
    case 'cancelled':
      return { exit: EXIT.cancelled, json, text: 'Not confirmed: nothing was changed.\n' };
    case 'unchanged':
      return { exit: EXIT.ok, json, text: `${environment} is as the stacks say: nothing to do.\n` };
    case 'applied':
      return { exit: EXIT.ok, json, text: `${environment} is deployed.\n` };
    case 'dry run': {
      const { commandsOf } = await import('../terraform/commands.js');
      const commands = commandsOf(session, result.plans);
      const lines = commands.map((command) => `  ${command}\n`).join('');
      return {
        exit: EXIT.ok,
        json: { ...json, commands },
        text: `Dry run: nothing was changed. The deploy runs:\n${lines}`,
      };
    }
    case 'partial':
      return partial(session, result);
  }
}

function partial({ context: { environment } }: Session, result: DeployResult): Outcome {
  const lines = result.stacks.map(({ stack, outcome }) => `  ${stack.padEnd(14)} ${outcome}\n`);
  const errors = result.stacks.flatMap(({ error }) => (error === undefined ? [] : [error]));
  return {
    exit: EXIT.partial,
    json: { ...documentOf(result), errors: errors.map(errorRecord) },
    text: [
      ...errors.map((error) => `${renderError(error)}\n`),
      `${environment} is deployed in part:\n`,
      ...lines,
      `Go on with: npm run ops -- deploy --env ${environment}\n`,
    ].join(''),
  };
}

function documentOf({ outcome, review, stacks, deployed }: DeployResult): Record<string, unknown> {
  return {
    outcome,
    review: review.rows,
    changes: review.changes,
    stateful: review.stateful.map(({ stack, address, action }) => ({ stack, address, action })),
    stacks: stacks.map(({ stack, outcome }) => ({ stack, outcome })),
    ...(deployed === undefined ? {} : { deployed }),
  };
}

/** Verifies what was deployed, unless the person said not to. */
async function verified(
  { context }: Session,
  { outcome }: DeployResult,
  done: Outcome,
): Promise<Outcome> {
  if (outcome !== 'applied' && outcome !== 'unchanged') return done;
  if (context.values['no-verify'] === true) {
    context.steps.skip('verify', '--no-verify');
    return done;
  }
  const { environment, io, steps } = context;
  const { verifyEnvironment } = await import('../verify/verify.js');
  const { renderVerification } = await import('../verify/render.js');
  const verification = await steps.run(
    `verify ${environment}`,
    () => verifyEnvironment({ io, environment }),
    ({ passed, rows }) => `${passed} of ${rows.length} promises hold`,
  );
  const { rows, passed, failed, couldNotRun } = verification;
  const bad = rows.filter((row) => row.outcome !== 'pass');
  const json = { ...done.json, verification: { passed, failed, couldNotRun, rows: bad } };
  if (bad.length === 0) return { ...done, json };
  const error = opsError('PM-6005', {
    what: `${environment}: ${bad.length} of ${rows.length} promises do not hold`,
  });
  return {
    exit: failed > 0 ? error.exit : EXIT.couldNotRun,
    json: { ...json, error: errorRecord(error) },
    text: `${done.text}${renderVerification(environment, verification, { all: false })}${renderError(error)}\n`,
  };
}
